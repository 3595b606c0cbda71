"""Programs that a suite starts on this machine, waits for and ends."""

import contextlib
import glob
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import traceback
import urllib.error
import urllib.request

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "../.."))
TSVISION = [os.environ.get("TSVISION_NODE", "node"), os.path.join(ROOT, "dist/cli/main.js")]
# Nothing is expected to take as long; whatever does hangs.
HANG = 240


def told_to_end(_, frame):
    """A suite that is told to end says where it was, and takes what it started with it."""
    traceback.print_stack(frame)
    sys.exit("it was told to end")


signal.signal(signal.SIGTERM, told_to_end)


@contextlib.contextmanager
def deadline(what: str, limit: float = HANG):
    """Ends a wait that no other limit ends, for instance in somebody's library; may stand in another one."""

    def over(*_):
        raise AssertionError(f"not within {limit} s: {what}")

    before, left = signal.signal(signal.SIGALRM, over), signal.setitimer(signal.ITIMER_REAL, limit)[0]
    started = time.monotonic()
    try:
        yield
    finally:
        rest = max(left - (time.monotonic() - started), 0.001) if left else 0
        signal.signal(signal.SIGALRM, before)
        signal.setitimer(signal.ITIMER_REAL, rest)


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


def run(command, what: str, limit: float = HANG, env=None) -> str:
    """Output of a command that must end well."""
    program = Program(command, env=env)
    try:
        status = program.wait(what, limit)
        assert status == 0, f"{what}: {command[0]} ended with {status}\n{program.text()[-6000:]}"
        return program.text()
    finally:
        program.end()


def command_folder(work: str) -> str:
    """A folder for a PATH, with `tsvision` in it as an installation would have it."""
    folder = os.path.join(work, "bin")
    path = os.path.join(folder, "tsvision")
    if not os.path.exists(path):
        os.makedirs(folder, exist_ok=True)
        with open(path, "w") as file:
            file.write(f'#!/bin/sh\nexec {TSVISION[0]} "{TSVISION[1]}" "$@"\n')
        os.chmod(path, 0o755)
    return folder


def processes_of(*words: str) -> list[int]:
    """Processes whose command has these words, one after the other."""
    found = []
    for path in glob.glob("/proc/[0-9]*/cmdline"):
        try:
            with open(path, "rb") as file:
                if "\0".join(words).encode() in file.read():
                    found.append(int(path.split("/")[2]))
        except OSError:
            continue
    return found


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as response:
            return response.status == 200
    except (urllib.error.URLError, OSError):
        return False


class Program:
    """A program with its own process group, so that what it started ends with it."""

    def __init__(self, command, cwd=None, env=None):
        self.name = os.path.basename(command[0])
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
        return self._ready(lambda: answers(url), url)

    def wait_for_text(self, text: str) -> "Program":
        return self._ready(lambda: text in self.text(), f"“{text}” of {self.name}")

    def _ready(self, met, what: str) -> "Program":
        def ready():
            if self.process.poll() is not None:
                raise AssertionError(f"{self.name} ended with {self.process.returncode}")
            return met()

        try:
            until(ready, what)
        except AssertionError as error:
            raise AssertionError(f"{error}\n{self.text()[-3000:]}") from None
        return self

    def wait(self, what: str, limit: float = HANG) -> int:
        """Its exit status, once it ends."""
        try:
            return self.process.wait(timeout=limit)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"not within {limit} s: {what}\n{self.text()[-3000:]}") from None

    def end(self) -> None:
        for kind in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(self.process.pid, kind)
                self.process.wait(timeout=20)
            except (ProcessLookupError, subprocess.TimeoutExpired):
                continue
        self.wait(f"the end of {self.name}, which was killed", 20)
        self.log.close()
