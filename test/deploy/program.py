"""Programs that a suite starts on this machine, waits for and ends."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "../.."))
TSVISION = [os.environ.get("TSVISION_NODE", "node"), os.path.join(ROOT, "dist/cli/main.js")]
# Nothing is expected to take as long; whatever does hangs.
HANG = 240
# A suite that is told to end takes what it started with it.
signal.signal(signal.SIGTERM, lambda *_: sys.exit("it was told to end"))


def free_port() -> int:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        return holder.getsockname()[1]


def until(met, what: str, limit: float = HANG):
    """Waits until `met()` gives something true, and gives that."""
    end = time.monotonic() + limit
    while time.monotonic() < end:
        value = met()
        if value:
            return value
        time.sleep(0.2)
    raise AssertionError(f"not within {limit} s: {what}")


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as response:
            return response.status == 200
    except (urllib.error.URLError, OSError):
        return False


class Program:
    """A program with its own process group, so that what it started ends with it."""

    def __init__(self, command, cwd=None, env=None):
        self.log = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen(
            command,
            cwd=cwd,
            env={**os.environ, **(env or {})},
            stdin=subprocess.DEVNULL,
            stdout=self.log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def text(self) -> str:
        self.log.seek(0)
        return self.log.read()

    def wait_for(self, url: str) -> "Program":
        def ready():
            if self.process.poll() is not None:
                raise AssertionError(f"it ended with {self.process.returncode}:\n{self.text()[-3000:]}")
            return answers(url)

        try:
            until(ready, url)
        except AssertionError as error:
            raise AssertionError(f"{error}\n{self.text()[-3000:]}") from None
        return self

    def end(self) -> None:
        for kind in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(self.process.pid, kind)
                self.process.wait(timeout=20)
            except (ProcessLookupError, subprocess.TimeoutExpired):
                continue
        self.process.wait()
        self.log.close()
