"""A kernel behind a server's REST addresses and its websocket, as JupyterLab talks to it."""

import asyncio
import json
import urllib.request
import uuid

from program import HANG
from tornado.httpclient import HTTPRequest
from tornado.websocket import websocket_connect


def rest(url, token=None, body=None, method=None, headers=None, raw=False):
    data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data=data, method=method, headers=dict(headers or {}))
    if token:
        request.add_header("Authorization", f"token {token}")
    with urllib.request.urlopen(request, timeout=HANG) as response:
        content = response.read()
    return content if raw else json.loads(content) if content else None


class KernelSocket:
    """One session of one kernel; after `drop` a `connect` takes the same session up again."""

    def __init__(self, server, token=None, name="tsvision", **start):
        self.server, self.token = server, token
        self.kernel = rest(f"{server}api/kernels", token, {"name": name, **start})["id"]
        self.session = uuid.uuid4().hex
        self.seen = []

    async def connect(self):
        address = f"{self.server.replace('http', 'ws', 1)}api/kernels/{self.kernel}/channels?session_id={self.session}"
        headers = {"Authorization": f"token {self.token}"} if self.token else {}
        self.socket = await websocket_connect(HTTPRequest(address, headers=headers, request_timeout=HANG))

    def drop(self):
        self.socket.close()

    async def send(self, kind, content, channel="shell"):
        number = uuid.uuid4().hex
        header = {"msg_id": number, "msg_type": kind, "session": self.session, "username": "", "version": "5.4"}
        message = {"header": header, "parent_header": {}, "metadata": {}, "content": content, "channel": channel}
        await self.socket.write_message(json.dumps({**message, "buffers": []}))
        return number

    async def next(self):
        text = await asyncio.wait_for(self.socket.read_message(), HANG)
        if text is None:
            raise ConnectionError("the connection was dropped")
        # Messages with buffers are binary: their first part is the JSON.
        if isinstance(text, bytes):
            count = int.from_bytes(text[:4], "big")
            ends = [int.from_bytes(text[4 * (i + 1) : 4 * (i + 2)], "big") for i in range(count)]
            text = text[ends[0] : ends[1] if count > 1 else None]
        message = json.loads(text)
        self.seen.append(message)
        return message

    async def until(self, number, met):
        """Reads until a message of this parent meets; gives the messages of this parent."""
        found = []
        while True:
            message = await self.next()
            if message["parent_header"].get("msg_id") != number:
                continue
            found.append(message)
            if met(message):
                return found

    async def start(self, code):
        content = {"code": code, "silent": False, "store_history": True, "allow_stdin": False, "stop_on_error": True}
        return await self.send("execute_request", content)

    async def run(self, code):
        """Messages of a cell, up to both its reply and its idle."""
        number, left = await self.start(code), {"execute_reply", "idle"}

        def done(message):
            left.discard(message["msg_type"])
            left.discard(message["content"].get("execution_state"))
            return not left

        messages = await self.until(number, done)
        reply = next(message for message in messages if message["msg_type"] == "execute_reply")
        assert reply["content"]["status"] == "ok", reply["content"]
        return messages

    async def value(self, code):
        """Its result as text."""
        results = [m for m in await self.run(code) if m["msg_type"] == "execute_result"]
        return results[0]["content"]["data"] if results else None
