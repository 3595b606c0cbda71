"""Measures one kernel through its real sockets, with jupyter_client; prints one JSON object.

A message that the kernel loses is counted, not waited for for ever: its figure is null.
Usage: kernels.py ROOT KERNELSPECS NAME, the kernelspecs by their names, in JSON
"""

import json
import os
import queue
import statistics
import sys
import tempfile
import time

root, specs, chosen = sys.argv[1], json.loads(sys.argv[2]), sys.argv[3]
folder = tempfile.mkdtemp()
os.environ["JUPYTER_PATH"] = folder
os.environ["TSVISION_HISTORY"] = os.path.join(folder, "history")

from jupyter_client.manager import KernelManager  # noqa: E402

specs["ipykernel"] = {"argv": [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]}
LINES = {
    "ipykernel": "for i in range(10_000): print('line', i)",
    "tsvision": "for (let i = 0; i < 10_000; i++) console.log('line', i)",
}
IMPORT = "import * as tf from '@tensorflow/tfjs';"
# First cells of sessions of their own: what a package costs on top of the start.
FIRST_IMPORTS = {
    "firstCellZodMs": "import { z } from 'zod'; z.string().parse('a')",
    "firstCellTfjsMs": IMPORT,
}


def install():
    for name, spec in specs.items():
        place = os.path.join(folder, "kernels", f"bench-{name}")
        os.makedirs(place)
        with open(os.path.join(place, "kernel.json"), "w") as file:
            json.dump({"language": "x", **spec, "display_name": name}, file)


class Kernel:
    def __init__(self, name):
        self.name = name
        self.lost = 0
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

    def cell(self, code, patience=10):
        """Milliseconds from sending a cell until the kernel is idle again, and what it printed; `None` when the
        message that says idle got lost: none came for so long."""
        begun = time.perf_counter()
        request = self.client.execute(code)
        text = []
        while True:
            try:
                message = self.client.get_iopub_msg(timeout=patience)
            except queue.Empty:
                self.lost += 1
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

    def complete(self, code, patience=10):
        begun = time.perf_counter()
        request = self.client.complete(code, len(code))
        while True:
            try:
                message = self.client.get_shell_msg(timeout=patience)
            except queue.Empty:
                self.lost += 1
                return None, 0
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
    """Of those that came; `None` when none did."""
    came = [value for value in values if value is not None]
    return statistics.median(came) if came else None


def measured(name):
    kernel = Kernel(name)
    try:
        # Ready is its first answer, the first cell the first result that a user sees.
        result = {"readyMs": kernel.ready, "firstCellMs": kernel.cell("1 + 1")[0]}
        time.sleep(3)
        result["trivialCellMs"] = median([kernel.cell(f"1 + {i}")[0] for i in range(40)])
        if name == "ipykernel":
            result["completeMs"] = median([kernel.complete("str.")[0] for _ in range(15)])
        else:
            result.update(with_tfjs(kernel))
        result["memoryMb"] = kernel.memory()
        result["tenThousandLinesMs"], text = kernel.cell(LINES.get(name, LINES["tsvision"]), patience=10)
        result["linesLost"] = 10_000 - text.count("\n")
        result["repliesLost"] = kernel.lost
        return result
    finally:
        kernel.stop()


def first_cell(name, code):
    kernel = Kernel(name)
    try:
        return kernel.cell(code, patience=60)[0]
    finally:
        kernel.stop()


def first_imports(name):
    return {figure: first_cell(name, code) for figure, code in FIRST_IMPORTS.items()}


def with_tfjs(kernel):
    result = {"tfjsImportMs": kernel.cell(IMPORT, patience=60)[0]}
    result["trivialCellAfterTfjsMs"] = median([kernel.cell(f"2 + {i}")[0] for i in range(40)])
    times, counts = zip(*(kernel.complete("tf.") for _ in range(15)))
    result["completeTfMs"], result["completeTfEntries"] = median(times), counts[-1]
    cells = [f"const t{i} = tf.tensor([{i}, 2, 3]).mul({i}).sum(); t{i}.dataSync()[0]" for i in range(100)]
    result["tfjsCellMs"] = median([kernel.cell(code)[0] for code in cells])
    return result


install()
figures = measured(chosen)
if chosen != "ipykernel":
    figures.update(first_imports(chosen))
print(json.dumps(figures))
