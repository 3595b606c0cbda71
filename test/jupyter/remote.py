"""The kernelspec as a remote launcher uses it: a connection file by path, a bind address, fixed ports and a key of its own.

Enterprise Gateway and containers do what happens here: some process takes the kernelspec's argv, puts the path of a
connection file into it and becomes the kernel; the client is another process and knows the connection file only.
"""

import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest
import uuid

from jupyter_client import BlockingKernelClient
from jupyter_client.kernelspec import KernelSpecManager
from kernel_case import HANG, KernelCase, text_of

CHANNELS = ("shell", "iopub", "stdin", "control", "hb")
# What a gateway's launcher does with a kernelspec: it reads argv and env, and becomes the kernel.
LAUNCHER = """
import json, os, sys
spec, file = json.loads(sys.argv[1]), sys.argv[2]
argv = [part.replace("{connection_file}", file) for part in spec["argv"]]
os.execvpe(argv[0], argv, {**os.environ, **spec["env"]})
"""


def kernelspec():
    spec = KernelSpecManager().get_kernel_spec("tsvision").to_dict()
    if "TSVISION_KERNEL_NODE" in os.environ:
        spec["argv"][0] = os.environ["TSVISION_KERNEL_NODE"]
    return spec


def container_spec():
    """`tsvision kernel CONNECTION_FILE`, as a container of the image runs it, by the command of this checkout."""
    return {"argv": [kernelspec()["argv"][0], os.path.abspath("dist/cli/main.js"), "kernel", "{connection_file}"], "env": {}}


def free_ports():
    """Below those that the system gives to whoever asks for any: nobody gets them before the kernel does."""
    free = (port for port in random.sample(range(20_000, 32_000), 12_000) if is_free(port))
    return {f"{name}_port": port for name, port in zip(CHANNELS, free)}


def is_free(port):
    with socket.socket() as probe:
        try:
            probe.bind(("0.0.0.0", port))
            return True
        except OSError:
            return False


def accepts(ip, port):
    with socket.socket() as knock:
        knock.settimeout(2)
        return knock.connect_ex((ip, port)) == 0


class RemoteKernel:
    def __init__(self, spec, ip, **changes):
        self.folder = tempfile.mkdtemp(prefix="tsvision-remote-")
        self.file = os.path.join(self.folder, "connection file.json")
        self.spec = spec
        self.connection = {
            "ip": ip,
            "transport": "tcp",
            "signature_scheme": "hmac-sha256",
            "key": str(uuid.uuid4()),
            "kernel_name": "tsvision",
            **free_ports(),
            **changes,
        }
        with open(self.file, "w") as file:
            json.dump(self.connection, file)
        self.clients = []
        self.launch()

    def launch(self):
        # Jupyter's own variables tell a kernel who its parent is; a remote kernel gets none of them.
        env = {key: value for key, value in os.environ.items() if not key.startswith(("JPY_", "JUPYTER_"))}
        self.process = subprocess.Popen(
            [sys.executable, "-c", LAUNCHER, json.dumps(self.spec), self.file],
            cwd=self.folder,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def client(self, ip=None, **changes):
        """A client that has its own copy of the connection file, with the address where it finds the kernel."""
        client = BlockingKernelClient()
        client.load_connection_info({**self.connection, **({"ip": ip} if ip else {}), **changes})
        # A busy machine may take longer than the usual second to answer a heartbeat, and so may a kernel to start.
        client.hb_channel.time_to_dead = HANG
        client.start_channels()
        self.clients.append(client)
        return client

    def end(self):
        for client in self.clients:
            client.stop_channels()
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate()
        shutil.rmtree(self.folder)


class RemoteCase(KernelCase):
    @classmethod
    def setUpClass(cls):
        pass

    @classmethod
    def tearDownClass(cls):
        pass

    def begin(self, spec, ip, client_ip=None, **changes):
        self.kernel = RemoteKernel(spec, ip, **changes)
        self.addCleanup(self.kernel.end)
        self.client = self.kernel.client(client_ip)
        self.client.wait_for_ready(timeout=HANG)

    def shut_down(self):
        self.client.shutdown()
        self.assertEqual(self.kernel.process.wait(timeout=HANG), 0)


class Remote(RemoteCase):
    def test_it_listens_at_the_address_of_the_file_and_nowhere_else(self):
        self.begin(kernelspec(), "127.0.0.2")
        for name in CHANNELS:
            port = self.kernel.connection[f"{name}_port"]
            self.assertTrue(accepts("127.0.0.2", port), name)
            self.assertFalse(accepts("127.0.0.1", port), name)
        self.assertEqual(self.value("6 * 7"), "42")
        self.shut_down()

    def test_a_session_does_all_that_a_local_one_does(self):
        self.begin(kernelspec(), "127.0.0.2")
        _, outputs = self.run_cell("console.log('from afar')")
        self.assertEqual(text_of(outputs), "from afar\n")
        _, outputs = self.run_cell("import { widgets } from 'tsvision'; new widgets.IntSlider({ value: 3 })")
        self.assertIn("comm_open", [m["msg_type"] for m in outputs])
        self.value("let kept = 1")
        request = self.running("kept = 2; console.log('running'); while (true) {}")
        self.send("interrupt_request", {}, channel="control")
        self.assertEqual(self.reply(request)["content"]["ename"], "InterruptedError")
        self.drain()
        self.assertEqual(self.value("kept"), "2")
        request = self.client.execute("prompt('name?')", allow_stdin=True)
        self.assertEqual(self.client.get_stdin_msg(timeout=HANG)["content"]["prompt"], "name? ")
        self.client.input("Ada")
        self.assertEqual(self.reply(request)["content"]["status"], "ok")
        self.assertTrue(self.client.hb_channel.is_beating())

    def test_another_key_is_not_heard(self):
        self.begin(kernelspec(), "127.0.0.2")
        self.value("let touched = 0")
        stranger = self.kernel.client(key=str(uuid.uuid4()))
        unsigned = self.kernel.client(key="")
        for each in (stranger, unsigned):
            each.execute("touched += 1")
            each.shutdown()
        time.sleep(0.5)
        self.assertEqual(self.value("touched"), "0")

    def test_the_same_ports_serve_again_after_a_restart(self):
        self.begin(kernelspec(), "127.0.0.2")
        self.value("let before = 1")
        self.client.shutdown(restart=True)
        self.assertEqual(self.kernel.process.wait(timeout=HANG), 0)
        self.assertTrue(os.path.exists(self.kernel.file))
        self.kernel.process.communicate()
        self.kernel.launch()
        self.client = self.kernel.client()
        self.client.wait_for_ready(timeout=HANG)
        reply, _ = self.run_cell("before")
        self.assertEqual(reply["status"], "error")
        self.assertEqual(self.value("6 * 7"), "42")


class InContainer(RemoteCase):
    """`tsvision kernel CONNECTION_FILE`, which a container of deploy/Containerfile runs."""

    def test_clients_at_every_address_of_the_machine_share_the_kernel(self):
        self.begin(container_spec(), "0.0.0.0", "127.0.0.1")
        others = [self.kernel.client("127.0.0.3")]
        address = socket.gethostbyname(socket.gethostname())
        if not address.startswith("127."):
            others.append(self.kernel.client(address))
        self.value("let shared = 1")
        for other in others:
            other.wait_for_ready(timeout=HANG)
            other.execute_interactive("shared += 1", timeout=HANG, output_hook=lambda message: None)
        self.assertEqual(self.value("shared"), str(1 + len(others)))
        self.shut_down()

    def test_stopping_the_container_ends_the_kernel(self):
        self.begin(container_spec(), "0.0.0.0", "127.0.0.1")
        port = self.kernel.connection["shell_port"]
        self.kernel.process.send_signal(signal.SIGTERM)
        self.kernel.process.wait(timeout=HANG)
        self.assertFalse(accepts("127.0.0.1", port))

    def test_killing_the_command_ends_the_kernel(self):
        self.begin(container_spec(), "0.0.0.0", "127.0.0.1")
        port = self.kernel.connection["shell_port"]
        self.kernel.process.kill()
        while accepts("127.0.0.1", port):
            time.sleep(0.1)


class WrongFiles(unittest.TestCase):
    def refused(self, spec, ip="127.0.0.2", **changes):
        kernel = RemoteKernel(spec, ip, **changes)
        try:
            output, error = kernel.process.communicate(timeout=HANG)
        finally:
            kernel.end()
        self.assertNotEqual(kernel.process.returncode, 0)
        self.assertNotRegex(error, r"\n    at ")
        return error

    def test_each_says_what_is_wrong(self):
        for spec in (kernelspec(), container_spec()):
            self.assertIn("hb_port", self.refused(spec, hb_port="no"))
            self.assertIn("shell_port", self.refused(spec, shell_port=None))
            self.assertIn("hmac-rot13", self.refused(spec, signature_scheme="hmac-rot13"))
            missing = {**spec, "argv": [part.replace("{connection_file}", "nowhere.json") for part in spec["argv"]]}
            self.assertIn("nowhere.json", self.refused(missing))

    def test_a_port_that_is_taken(self):
        with socket.socket() as holder:
            holder.bind(("127.0.0.2", 0))
            holder.listen()
            port = holder.getsockname()[1]
            self.assertIn(str(port), self.refused(kernelspec(), shell_port=port))

    def test_an_address_that_is_not_this_machine_s(self):
        self.assertIn("198.51.100.1", self.refused(kernelspec(), "198.51.100.1"))


if __name__ == "__main__":
    unittest.main()
