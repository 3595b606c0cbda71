"""A JupyterHub, and a user's kernel behind it, reached through the hub's address alone."""

import contextlib
import os
import signal
import sys
import urllib.error
import urllib.request

from hubConfig import write_config
from kernelSocket import KernelSocket, rest
from program import Program, command_folder, free_port, processes_of, until

HERE = os.path.dirname(sys.executable)
PASSWORD = "a word for this test"
SLIDER = "import { widgets } from 'tsvision';\nconst slider = new widgets.IntSlider({ max: 99 });\nslider"


class Hub:
    """The hub, which starts its proxy; both keep what they know in one folder."""

    def __init__(self, work, names):
        self.work, self.names, self.port, self.token = work, names, free_port(), os.urandom(16).hex()
        self.url = f"http://127.0.0.1:{self.port}/"
        self.config = write_config(work, self.port, self.token, names, PASSWORD)
        self.start()

    def start(self):
        path = f"{command_folder(self.work)}:{HERE}:{os.path.join(HERE, '../node_modules/.bin')}:{os.environ['PATH']}"
        program = [os.path.join(HERE, "jupyterhub"), "-f", self.config]
        self.program = Program(program, cwd=self.work, env={"PATH": path}).wait_for(f"{self.url}hub/health")

    def ask(self, path, body=None, method=None):
        return rest(f"{self.url}hub/api/{path}", self.token, body, method)

    def open_server(self, name):
        """Starts a user's server, and gives its address and a token of the user."""
        token = self.ask(f"users/{name}/tokens", {"note": "suite"})["token"]
        self.ask(f"users/{name}/server", b"", "POST")
        until(lambda: self.ask(f"users/{name}")["servers"].get("", {}).get("ready"), f"the server of {name}")
        return f"{self.url}user/{name}/", token

    def proxies(self):
        return processes_of("configurable-http-proxy", "--ip", "127.0.0.1", "--port", str(self.port))

    def end(self):
        for name in self.names:
            with contextlib.suppress(OSError):
                self.ask(f"users/{name}/server", method="DELETE")
        for process in self.proxies():
            os.kill(process, signal.SIGTERM)
        self.program.end()


class User:
    """One user's kernel, reached through the hub's address alone."""

    def __init__(self, hub, name):
        self.hub, self.name = hub, name
        self.server, self.token = hub.open_server(name)
        self.kernel = KernelSocket(self.server, self.token)

    async def begin(self):
        await self.kernel.connect()
        assert (await self.kernel.value(f"let mine: string = '{self.name}'; 6 * 7"))["text/plain"] == "42"
        shown = await self.kernel.value(SLIDER)
        self.model = shown["application/vnd.jupyter.widget-view+json"]["model_id"]

    async def drag(self, value):
        """Moves the slider as a page does; gives what the kernel then reads."""
        data = {"method": "update", "state": {"value": value}, "buffer_paths": []}
        await self.kernel.send("comm_msg", {"comm_id": self.model, "data": data})
        return int((await self.kernel.value("slider.value"))["text/plain"])

    async def pushed(self, value):
        """Sets the slider in the kernel; gives what the page is told."""
        messages = await self.kernel.run(f"slider.value = {value};")
        updates = [m["content"] for m in messages if m["msg_type"] == "comm_msg" and m["content"]["comm_id"] == self.model]
        return updates[-1]["data"]["state"]["value"]

    async def check(self, value, where):
        """All that was there is there, and works both ways."""
        assert (await self.kernel.value("mine"))["text/plain"] == f"'{self.name}'", where
        assert (await self.kernel.value("slider.value"))["text/plain"] == str(value), where
        assert await self.drag(value + 1) == value + 1 and await self.pushed(value + 2) == value + 2, where

    async def lost(self):
        """Waits until the socket says that it is gone."""
        with contextlib.suppress(ConnectionError):
            while True:
                await self.kernel.next()

    def fetch(self, path, body=None, token=None, headers=None):
        request = urllib.request.Request(f"{self.server}{path}", data=body, headers=headers or {})
        request.add_header("Authorization", f"token {token or self.token}")
        try:
            with urllib.request.urlopen(request, timeout=60) as response:
                return response.status, response.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()
