"""What the suites share: one kernel a class, and calls that collect what a cell shows."""

import contextlib
import os
import queue
import tempfile
import time
import unittest

from jupyter_client.manager import KernelManager

NIGHTLY = os.environ.get("TSVISION_NIGHTLY") == "1"
# Seconds after which what a test awaits is taken to hang, on a machine as busy as it may be.
HANG = 300
PORTS = "globalThis[Symbol.for('tsvision.notebookPorts')]"


def scaled(nightly, usual):
    """The full size of a test in the nightly run, a smaller one otherwise."""
    return nightly if NIGHTLY else usual


def start(key=None, **options):
    """A kernel and its client; the options go to whoever starts the process, `cwd` for one."""
    manager = KernelManager(kernel_name="tsvision")
    if key is not None:
        manager.session.key = key
    if "TSVISION_KERNEL_NODE" in os.environ:
        manager.kernel_spec.argv[0] = os.environ["TSVISION_KERNEL_NODE"]
    manager.start_kernel(stdout=-3, stderr=-3, **options)
    client = manager.client()
    client.start_channels()
    client.wait_for_ready(timeout=HANG)
    return manager, client


def text_of(outputs, name="stdout"):
    return "".join(m["content"]["text"] for m in outputs if m["msg_type"] == "stream" and m["content"]["name"] == name)


class KernelCase(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.manager, cls.client = start()

    @classmethod
    def tearDownClass(cls):
        cls.client.stop_channels()
        cls.manager.shutdown_kernel()

    def setUp(self):
        self.replies = {}

    def collect(self, request, timeout=HANG):
        """Everything published for a request until the kernel is idle again, and the reply."""
        outputs = []
        deadline = time.monotonic() + timeout
        while True:
            message = self.client.get_iopub_msg(timeout=max(0.1, deadline - time.monotonic()))
            if message["parent_header"].get("msg_id") != request:
                continue
            outputs.append(message)
            if message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
                break
        return outputs

    def reply(self, request, timeout=HANG):
        deadline = time.monotonic() + timeout
        while request not in self.replies:
            message = self.client.get_shell_msg(timeout=max(0.1, deadline - time.monotonic()))
            self.replies[message["parent_header"].get("msg_id")] = message
        return self.replies.pop(request)

    def run_cell(self, code, timeout=HANG, **options):
        request = self.client.execute(code, **options)
        outputs = self.collect(request, timeout)
        return self.reply(request, timeout)["content"], outputs

    def value(self, code):
        """The text of a cell's result; fails when the cell does."""
        reply, outputs = self.run_cell(code)
        self.assertEqual(reply["status"], "ok", reply)
        results = [m["content"]["data"]["text/plain"] for m in outputs if m["msg_type"] == "execute_result"]
        return results[-1] if results else None

    def running(self, code):
        """Starts a cell that prints "running"; returns its request when it has."""
        request = self.client.execute(code)
        while True:
            message = self.client.get_iopub_msg(timeout=HANG)
            if message["parent_header"].get("msg_id") == request and message["msg_type"] == "stream":
                return request

    @contextlib.contextmanager
    def computing(self):
        """A cell that computes without a pause until the block below ends: whatever is answered there was answered
        meanwhile, however fast the machine is."""
        with tempfile.TemporaryDirectory() as folder:
            end = os.path.join(folder, "end").replace("\\", "/")
            cell = self.running(f"console.log('running'); while (!require('node:fs').existsSync('{end}')) {{}}")
            try:
                yield cell
            finally:
                with open(end, "w"):
                    pass
                self.reply_later(cell)

    def reply_later(self, request):
        """Waits for a reply and keeps it for whoever asks."""
        self.replies[request] = self.reply(request)

    def send(self, kind, content, channel="shell", buffers=None, metadata=None):
        session = self.client.session
        message = session.msg(kind, content, metadata=metadata)
        socket = getattr(self.client, f"{channel}_channel").socket
        session.send(socket, message, buffers=buffers)
        return message["header"]["msg_id"]

    def assert_alive(self):
        self.assertEqual(self.value("6 * 7"), "42")

    def assert_alive_after_signals(self):
        """A signal that is still on its way stops a cell that comes after it, even a cell after one that ran; once all
        are in, cells run, one after the other."""
        deadline = time.monotonic() + HANG
        in_a_row = 0
        while in_a_row < 10:
            reply, _ = self.run_cell("0")
            self.assertIn(reply.get("ename"), (None, "InterruptedError"), reply)
            in_a_row = in_a_row + 1 if reply["status"] == "ok" else 0
            self.assertLess(time.monotonic(), deadline)
        self.assert_alive()

    def drain(self):
        for get in (self.client.get_iopub_msg, self.client.get_shell_msg):
            try:
                while True:
                    get(timeout=0.2)
            except queue.Empty:
                pass
