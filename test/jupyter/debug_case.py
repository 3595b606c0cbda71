"""A front end that debugs: requests on control, events from iopub, as JupyterLab's debugger makes them."""

import re
import time

from kernel_case import HANG, KernelCase


class DebugCase(KernelCase):
    def setUp(self):
        super().setUp()
        self.sequence = 0
        self.events = []
        self.outputs = {}
        self.attach()

    def tearDown(self):
        self.request("disconnect")

    def attach(self, **options):
        self.capabilities = self.request("initialize", clientID="test", **options)["body"]
        self.request("attach")
        self.event("initialized")
        self.request("configurationDone")

    def request(self, command, **arguments):
        """The response to a request, which may be a refusal."""
        self.sequence += 1
        content = {"type": "request", "seq": self.sequence, "command": command, "arguments": arguments}
        request = self.send("debug_request", content, channel="control")
        while True:
            reply = self.client.get_control_msg(timeout=HANG)
            if reply["parent_header"].get("msg_id") == request:
                break
        self.assertEqual(reply["msg_type"], "debug_reply")
        response = reply["content"]
        self.assertEqual((response["type"], response["request_seq"], response["command"]), ("response", self.sequence, command))
        return response

    def body(self, command, **arguments):
        response = self.request(command, **arguments)
        self.assertTrue(response["success"], response)
        return response["body"]

    def pump(self, is_enough, timeout=HANG):
        """Reads what is published until that is enough; keeps what it was."""
        deadline = time.monotonic() + timeout
        while not is_enough():
            message = self.client.get_iopub_msg(timeout=max(0.1, deadline - time.monotonic()))
            if message["msg_type"] == "debug_event":
                self.events.append(message)
            else:
                self.outputs.setdefault(message["parent_header"].get("msg_id"), []).append(message)

    def event(self, name):
        """The next event of that name; those before it are dropped."""

        def found():
            return [i for i, message in enumerate(self.events) if message["content"]["event"] == name]

        self.pump(lambda: bool(found()))
        first = found()[0]
        message = self.events[first]
        del self.events[: first + 1]
        return message

    def stopped(self):
        return self.event("stopped")["content"]["body"]

    def finished(self, request):
        """The reply of a cell, and all that it has shown."""

        def is_idle(message):
            return message["msg_type"] == "status" and message["content"]["execution_state"] == "idle"

        self.pump(lambda: any(is_idle(message) for message in self.outputs.get(request, [])))
        return self.reply(request)["content"], self.outputs.pop(request)

    def dump(self, code):
        return self.body("dumpCell", code=code)["sourcePath"]

    def break_at(self, path, *lines, **options):
        points = [{"line": line, **options} for line in lines]
        return self.body("setBreakpoints", source={"path": path}, breakpoints=points, sourceModified=False)["breakpoints"]

    def frames(self):
        return self.body("stackTrace", threadId=1)["stackFrames"]

    def place(self):
        """Name, path and line of the innermost frame."""
        frame = self.frames()[0]
        return frame["name"], frame["source"]["path"], frame["line"]

    def scopes(self, frame=None):
        frame = self.frames()[0] if frame is None else frame
        return {scope["name"]: scope["variablesReference"] for scope in self.body("scopes", frameId=frame["id"])["scopes"]}

    def variables(self, reference):
        return {each["name"]: each for each in self.body("variables", variablesReference=reference)["variables"]}

    def values(self, scope):
        return {name: each["value"] for name, each in self.variables(self.scopes()[scope]).items()}

    def evaluate(self, expression):
        return self.body("evaluate", expression=expression, frameId=self.frames()[0]["id"], context="repl")["result"]

    def go_on(self, command="continue"):
        self.body(command, threadId=1)

    def interrupt(self):
        request = self.send("interrupt_request", {}, channel="control")
        while self.client.get_control_msg(timeout=HANG)["parent_header"].get("msg_id") != request:
            pass

    def shown(self, request):
        """What a cell has put out when it is done."""
        return self.finished(request)[1]

    def result(self, request):
        """The text of a cell's value, without colours."""
        reply, outputs = self.finished(request)
        self.assertEqual(reply["status"], "ok", reply)
        texts = [m["content"]["data"]["text/plain"] for m in outputs if m["msg_type"] == "execute_result"]
        return re.sub("\x1b\\[[0-9;]*m", "", texts[-1]) if texts else None

    def assert_runs(self):
        self.assertEqual(self.result(self.client.execute("6 * 7")), "42")
