"""What the tests of Deno's kernel ask (19 in jupyter_tests.rs, three of formats in jupyter_test.ts), asked of this one.

Each is written anew; what differs on purpose says so.
"""

import json
import os
import tempfile
import unittest
import urllib.request

import zmq
from jupyter_client.session import Session
from kernel_case import HANG, KernelCase, start, text_of

CELL = {"silent": False, "store_history": True, "user_expressions": {}, "allow_stdin": True, "stop_on_error": False}


class DenoCase(KernelCase):
    def execute(self, code, **changes):
        return self.send("execute_request", {**CELL, "code": code, **changes})

    def finished(self, request):
        """What a cell published, and the content of its reply."""
        outputs = self.collect(request)
        return outputs, self.reply(request)["content"]

    def control(self, kind, content):
        request = self.send(kind, content, channel="control")
        while True:
            message = self.client.get_control_msg(timeout=HANG)
            if message["parent_header"]["msg_id"] == request:
                return message

    def asked(self):
        message = self.client.get_stdin_msg(timeout=HANG)
        self.assertEqual(message["msg_type"], "input_request")
        return message

    def beats(self, data):
        """Whether the heartbeat gives the very bytes back."""
        place = self.client.get_connection_info()
        with zmq.Context.instance().socket(zmq.REQ) as socket:
            socket.linger = 0
            socket.connect(f"tcp://{place['ip']}:{place['hb_port']}")
            socket.send(data)
            return socket.poll(HANG * 1000) > 0 and socket.recv() == data


class FreshKernel(DenoCase):
    """A kernel a test: what counts its cells, or ends it."""

    key = None

    @classmethod
    def setUpClass(cls):
        pass

    @classmethod
    def tearDownClass(cls):
        pass

    def setUp(self):
        super().setUp()
        self.folder = tempfile.TemporaryDirectory()
        self.manager, self.client = start(self.key, cwd=self.folder.name)

    def tearDown(self):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)
        self.folder.cleanup()


class FirstCells(FreshKernel):
    def test_execute_request(self):
        request = self.execute("console.log('asdf')")
        outputs, reply = self.finished(request)
        self.assertEqual((reply["status"], reply["execution_count"]), ("ok", 1))
        self.assertEqual({m["parent_header"]["msg_id"] for m in outputs}, {request})
        self.assertEqual([m["msg_type"] for m in outputs], ["status", "execute_input", "stream", "status"])
        self.assertEqual(outputs[2]["content"], {"name": "stdout", "text": "asdf\n"})
        self.assertEqual(outputs[3]["content"]["execution_state"], "idle")

    def test_execute_error_reports_traceback(self):
        request = self.execute("throw new Error('boom')")
        outputs, reply = self.finished(request)
        told = [reply[key] for key in ("status", "execution_count", "ename", "evalue")]
        self.assertEqual(told, ["error", 1, "Error", "boom"])
        self.assertTrue(any("boom" in line for line in reply["traceback"]), reply)
        error = next(m for m in outputs if m["msg_type"] == "error")
        self.assertEqual(error["parent_header"]["msg_id"], request)
        self.assertEqual((error["content"]["ename"], error["content"]["evalue"]), ("Error", "boom"))

    def test_store_history_false(self):
        _, reply = self.finished(self.execute("console.log('asdf')", store_history=False))
        self.assertEqual((reply["status"], reply["execution_count"]), ("ok", 0))

    def test_relative_import(self):
        with open(os.path.join(self.folder.name, "data.ts"), "w") as file:
            file.write("export function getData() { return 42; }\n")
        outputs, reply = self.finished(self.execute("import { getData } from './data.ts';\nconsole.log(getData());"))
        self.assertEqual(reply["status"], "ok")
        self.assertIn("42", text_of(outputs))


class Shutdown(FreshKernel):
    def test_shutdown_reply(self):
        message = self.control("shutdown_request", {"restart": False})
        self.assertEqual(message["msg_type"], "shutdown_reply")
        self.assertEqual((message["content"]["status"], message["content"]["restart"]), ("ok", False))
        self.assertEqual(self.manager.provisioner.process.wait(HANG), 0)

    def test_shutdown_restart_reply(self):
        message = self.control("shutdown_request", {"restart": True})
        self.assertEqual(message["msg_type"], "shutdown_reply")
        self.assertEqual((message["content"]["status"], message["content"]["restart"]), ("ok", True))


class Requests(DenoCase):
    def test_heartbeat_echoes(self):
        self.assertTrue(self.beats(b"ping"))

    def test_kernel_info(self):
        message = self.control("kernel_info_request", {})
        self.assertEqual((message["msg_type"], message["content"]["status"]), ("kernel_info_reply", "ok"))
        info = message["content"]["language_info"]
        told = [info[key] for key in ("name", "file_extension", "pygments_lexer", "nbconvert_exporter")]
        self.assertEqual(told, ["typescript", ".ts", "typescript", "script"])
        # Deno says text/x.typescript, which JupyterLab 4 highlights as plain text.
        self.assertEqual(info["mimetype"], "text/typescript")

    def test_complete_request_multibyte(self):
        code = "function getLunchPlace(me) {\n  '서';\n}\n\nge"
        content = self.reply(self.client.complete(code, len(code)))["content"]
        self.assertEqual((content["status"], content["cursor_end"]), ("ok", len(code)))
        self.assertIn("getLunchPlace", content["matches"])

    def test_complete_request_astral_cursor(self):
        code = '"😀"; cons'
        content = self.reply(self.client.complete(code, len(code)))["content"]
        self.assertEqual((content["status"], content["cursor_start"], content["cursor_end"]), ("ok", 5, 9))
        self.assertIn("console", content["matches"])

    def test_interrupt_reply(self):
        message = self.control("interrupt_request", {})
        self.assertEqual((message["msg_type"], message["content"]["status"]), ("interrupt_reply", "ok"))
        self.assert_alive_after_signals()

    def test_interrupt_running_code(self):
        cell = self.running("console.log('running'); while (true) {}")
        self.assertEqual(self.control("interrupt_request", {})["msg_type"], "interrupt_reply")
        # Deno's test takes any reply here.
        self.assertEqual(self.reply(cell)["content"]["ename"], "InterruptedError")
        self.assert_alive_after_signals()

    def test_http_server(self):
        """Deno.serve is http.createServer here."""
        self.value(
            "import { createServer } from 'node:http';"
            "const server = createServer((_, to) => { to.end(JSON.stringify({ hello: 'world' })) });"
            "await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))"
        )
        port = self.value("(server.address() as import('node:net').AddressInfo).port")
        for _ in range(3):
            with urllib.request.urlopen(f"http://127.0.0.1:{port}", timeout=HANG) as answer:
                self.assertEqual(json.load(answer), {"hello": "world"})
        self.value("server.closeAllConnections(); await new Promise((done) => server.close(done)); 0")

    def test_rejects_invalid_hmac_signature(self):
        self.value("let touched = 'by nobody'")
        forger = Session(key=b"not the key")
        forged = forger.msg("execute_request", {**CELL, "code": "touched = 'by the forger'"})
        socket = self.client.shell_channel.socket
        forger.send(socket, forged)
        # What is sent after it on the same socket is answered first: the forged one was not.
        request = self.execute("touched", store_history=False)
        self.assertEqual(self.client.get_shell_msg(timeout=HANG)["parent_header"]["msg_id"], request)
        self.assertEqual(self.value("touched"), "'by nobody'")


class Prompts(DenoCase):
    """`prompt()`, with the key that every front end has."""

    def test_execute_prompt_stdin(self):
        request = self.execute("const name = prompt('Name?'); console.log(`Hello, ${name}!`)")
        asked = self.asked()
        # A space stands between the question and what is typed, as at Deno's own prompt.
        self.assertEqual(asked["content"], {"prompt": "Name? ", "password": False})
        self.assertEqual(asked["parent_header"]["msg_id"], request)
        self.client.input("World")
        outputs, reply = self.finished(request)
        self.assertEqual((reply["status"], text_of(outputs)), ("ok", "Hello, World!\n"))

    def test_prompt_does_not_block_heartbeat(self):
        request = self.execute("prompt('Name?')")
        self.asked()
        for beat in range(5):
            self.assertTrue(self.beats(f"ping{beat}".encode()))
        self.assertFalse(self.client.shell_channel.msg_ready())
        self.client.input("World")
        self.assertEqual(self.finished(request)[1]["status"], "ok")

    def test_stdin_prompt_reply(self):
        request = self.execute("prompt('name?')")
        self.asked()
        self.send("input_reply", {"value": "deno"}, channel="stdin")
        outputs, reply = self.finished(request)
        self.assertEqual(reply["status"], "ok")
        results = [m["content"]["data"]["text/plain"] for m in outputs if m["msg_type"] == "execute_result"]
        self.assertEqual(results, ["'deno'"])

    def test_prompt_hmac_signed(self):
        self.assertGreater(len(self.client.session.key), 0)
        request = self.execute("prompt('Name?')")
        self.asked()
        self.client.input("World")
        self.assertEqual(self.finished(request)[1]["status"], "ok")

    def test_stdin_disabled(self):
        """Deno's prompt is null where nobody can answer; here the cell says that, and asks nothing."""
        outputs, reply = self.finished(self.execute("console.log(prompt('x?'))", allow_stdin=False))
        self.assertEqual((reply["ename"], text_of(outputs)), ("InputUnavailableError", ""))
        self.assertFalse(self.client.stdin_channel.msg_ready())


class WithoutKey(FreshKernel):
    """Deno's tests start most kernels with an empty key: nothing is signed, and everything is answered."""

    key = b""

    def test_unsigned_messages_are_answered(self):
        self.assertEqual(self.client.session.key, b"")
        request = self.execute("prompt('Name?')")
        self.asked()
        self.client.input("World")
        self.assertEqual(self.finished(request)[1]["status"], "ok")


class Formats(DenoCase):
    def shown(self, code):
        outputs, reply = self.finished(self.execute(code))
        self.assertEqual(reply["status"], "ok", reply)
        return [m["content"]["data"] for m in outputs if m["msg_type"] == "execute_result"][-1]

    def test_a_canvas_is_a_png(self):
        shown = self.shown("class FakeCanvas { toDataURL() { return 'data:image/png;base64,iVBORw0KGgo=' } }; new FakeCanvas()")
        self.assertEqual(shown["image/png"], "iVBORw0KGgo=")

    def test_a_method_by_symbol_says_how_a_value_is_shown(self):
        body = "[Symbol.for('Jupyter.display')]() { return { 'application/json': { x: this.x } } }"
        shown = self.shown(f"class Example {{ constructor(readonly x: number) {{}} {body} }}; new Example(5)")
        self.assertEqual(shown["application/json"], {"x": 5})

    def test_and_may_be_async(self):
        pause = "await new Promise((done) => setTimeout(done, 0));"
        body = f"async [Symbol.for('Jupyter.display')]() {{ {pause} return {{ 'application/json': {{ x: this.x }} }} }}"
        shown = self.shown(f"class Later {{ constructor(readonly x: number) {{}} {body} }}; new Later(3)")
        self.assertEqual(shown["application/json"], {"x": 3})


if __name__ == "__main__":
    unittest.main()
