"""Measures kernels side by side through their real sockets, with jupyter_client; prints one JSON object."""

import json
import os
import queue
import statistics
import sys
import tempfile
import time

root, node, starts, ours = sys.argv[1], sys.argv[2], int(sys.argv[3]), json.loads(sys.argv[4])
folder = tempfile.mkdtemp()
os.environ["JUPYTER_PATH"] = folder
os.environ["TSVISION_HISTORY"] = os.path.join(folder, "history")

from jupyter_client.manager import KernelManager  # noqa: E402

SPECS = {
    "tsvision": ours,
    "tslab": {"argv": [node, f"{root}/node_modules/tslab/bin/tslab", "kernel", "--config-path", "{connection_file}"]},
    "ipykernel": {"argv": [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]},
}
LINES = {
    "ipykernel": "for i in range(10_000): print('line', i)",
    "tsvision": "for (let i = 0; i < 10_000; i++) console.log('line', i)",
}
IMPORT = "import * as tf from '@tensorflow/tfjs';"


def install():
    for name, spec in SPECS.items():
        place = os.path.join(folder, "kernels", f"bench-{name}")
        os.makedirs(place)
        with open(os.path.join(place, "kernel.json"), "w") as file:
            json.dump({"language": "x", **spec, "display_name": name}, file)


class Kernel:
    def __init__(self, name):
        self.name = name
        begun = time.perf_counter()
        self.manager = KernelManager(kernel_name=f"bench-{name}")
        self.manager.start_kernel(stdout=-3, stderr=-3)
        self.client = self.manager.client()
        self.client.start_channels()
        try:
            self.client.wait_for_ready(timeout=60)
        except RuntimeError as error:
            raise RuntimeError(f"{name}: {error}") from error
        self.ready = ms(begun)

    def cell(self, code, patience=120):
        """Milliseconds from sending a cell until the kernel is idle again, and what it printed; `None` when the
        message that says idle got lost."""
        begun = time.perf_counter()
        request = self.client.execute(code)
        text = []
        while True:
            try:
                message = self.client.get_iopub_msg(timeout=patience)
            except queue.Empty:
                return None, "".join(text)
            if message["parent_header"].get("msg_id") != request:
                continue
            content = message["content"]
            if message["msg_type"] == "stream":
                text.append(content["text"])
            if message["msg_type"] == "error":
                raise RuntimeError(f"{self.name}: {content['evalue']}")
            if content.get("execution_state") == "idle":
                return ms(begun), "".join(text)

    def complete(self, code):
        begun = time.perf_counter()
        request = self.client.complete(code, len(code))
        while True:
            message = self.client.get_shell_msg(timeout=60)
            if message["parent_header"].get("msg_id") == request:
                return ms(begun), len(message["content"]["matches"])

    def memory(self):
        with open(f"/proc/{self.manager.provisioner.pid}/status") as file:
            line = next(line for line in file if line.startswith("VmRSS"))
        return round(int(line.split()[1]) / 1024)

    def stop(self):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)


def ms(begun):
    return (time.perf_counter() - begun) * 1000


def median(values):
    return round(statistics.median(values), 1)


def started(name):
    """Starts a kernel several times: ready is its first answer, first cell the first result a user sees."""
    ready, first = [], []
    for _ in range(starts):
        kernel = Kernel(name)
        ready.append(kernel.ready)
        first.append(kernel.cell("1 + 1")[0])
        kernel.stop()
    return {"readyMs": median(ready), "firstCellMs": median(first)}


def measured(name):
    result = started(name)
    kernel = Kernel(name)
    kernel.cell("1")
    time.sleep(3)
    result["trivialCellMs"] = median(kernel.cell(f"1 + {i}")[0] for i in range(40))
    if name != "ipykernel":
        result["tfjsImportMs"] = round(kernel.cell(IMPORT)[0], 1)
        result["trivialCellAfterTfjsMs"] = median(kernel.cell(f"2 + {i}")[0] for i in range(40))
        times, counts = zip(*(kernel.complete("tf.") for _ in range(15)))
        result["completeTfMs"], result["completeTfEntries"] = median(times), counts[-1]
        cells = [f"const t{i} = tf.tensor([{i}, 2, 3]).mul({i}).sum(); t{i}.dataSync()[0]" for i in range(100)]
        result["tfjsCellMs"] = median(kernel.cell(code)[0] for code in cells)
    else:
        times, _ = zip(*(kernel.complete("str.") for _ in range(15)))
        result["completeMs"] = median(times)
    result["memoryMb"] = kernel.memory()
    taken, text = kernel.cell(LINES.get(name, LINES["tsvision"]), patience=20)
    result["tenThousandLinesMs"] = taken and round(taken, 1)
    result["linesLost"] = 10_000 - text.count("\n")
    kernel.stop()
    return result


install()
print(json.dumps({name: measured(name) for name in SPECS}))
