"""deploy/ray/predict.py on a Ray of two nodes: four tasks, of which one loses its command, one its worker and one its node.

python rayJob.py FOLDER     FOLDER: what makeModel.mjs made
"""

import contextlib
import csv
import glob
import json
import os
import re
import shutil
import signal
import sys
import tempfile

from program import ROOT, Program, command_folder, free_port, processes_of, run, until

SHARDS = 4
# Of each drawn photo, so that a shard takes some seconds and can be met in its middle.
COPIES = 60
TOLERANCE = 1e-6
HERE = os.path.dirname(sys.executable)


def photos(folder, target):
    """Copies of the drawn photos under names of their own; gives how many."""
    paths = sorted(glob.glob(os.path.join(folder, "photos/*/*")))
    os.makedirs(target)
    for path in paths:
        for number in range(COPIES):
            kind = os.path.basename(os.path.dirname(path))
            shutil.copy(path, os.path.join(target, f"{kind}-{number}-{os.path.basename(path)}"))
    return len(paths) * COPIES


def node(work, name, *words):
    """A node of two processors. All that it keeps lies below `work`, whose path is short, as sockets want it."""
    command = [os.path.join(HERE, "ray"), "start", "--block", "--num-cpus=2", "--disable-usage-stats"]
    # A node gives the processes that it starts one name, by which they are found again.
    resources = ["--resources", json.dumps({name: 1}), "--object-store-memory", str(100 * 2**20)]
    return Program(command + resources + list(words), env=environment(work))


def environment(work):
    path = f"{command_folder(work)}:{HERE}:{os.environ['PATH']}"
    return {"PATH": path, "RAY_TMPDIR": os.path.join(work, "ray"), "RAY_USAGE_STATS_ENABLED": "0"}


def rows(path):
    with open(path, newline="") as file:
        return list(csv.reader(file))


class Shard:
    """One shard of the run, as its files and processes show it."""

    def __init__(self, out, number):
        self.number, self.name = number, f"{number:05d}-of-{SHARDS:05d}"
        self.out = out

    def files(self, ending):
        return glob.glob(f"{self.out}.parts/*/{self.name}{ending}")

    def photos(self):
        """Rows in its journals."""
        count = 0
        for path in self.files(".*.journal"):
            with open(path) as file:
                count += sum(1 for line in file if line.strip())
        return count

    def command(self):
        found = processes_of("--shard", f"{self.number}/{SHARDS}")
        return found[0] if found else None

    def wait_for_rows(self):
        def begun():
            assert not self.files(".jsonl"), f"shard {self.number} was over before it could be met in its middle"
            return self.photos() > 0 and self.command()

        return until(begun, f"the first rows of shard {self.number}")


def parents():
    """The parent of each process of this machine."""
    found = {}
    for path in glob.glob("/proc/[0-9]*/stat"):
        with contextlib.suppress(OSError), open(path) as file:
            found[int(path.split("/")[2])] = int(file.read().rsplit(")", 1)[1].split()[1])
    return found


def below(process):
    """A process and all that it started, as far as that still hangs by it."""
    all_parents, tree = parents(), [process]
    for each in tree:
        tree += [child for child, parent in all_parents.items() if parent == each]
    return tree


def kill(shard, what, processes):
    for process in processes:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
    print(f"shard {shard.number}: its {what} is killed after {shard.photos()} rows")


def disturb(shards, second):
    """A node, a worker and a command are killed, each in the middle of a shard."""
    commands = {shard: shard.wait_for_rows() for shard in shards}
    of_second = below(second.process.pid)
    there = [shard for shard in shards if commands[shard] in of_second]
    here = [shard for shard in shards if shard not in there]
    assert len(there) == len(here) == 2, f"{len(there)} of {len(shards)} shards ran on the second node"
    kill(here[0], "command", [here[0].wait_for_rows()])
    orphan = here[1].wait_for_rows()
    kill(here[1], "Ray worker", [parents()[orphan]])
    until(lambda: not os.path.exists(f"/proc/{orphan}"), "the end of a command whose Ray worker is gone", 10)
    assert not here[1].files(".jsonl"), "the command went on without its Ray worker"
    kill(there[0], f"node (and that of shard {there[1].number})", of_second)


def compare(whole, parts, count):
    """Every photo once, none lost or twice, and what one run says of it."""
    paths = [row[0] for row in parts[1:]]
    assert len(paths) == len(set(paths)) == count, f"{len(paths)} rows, {len(set(paths))} different, of {count} photos"
    names = [label for label in whole[0] if label not in ("path", "label", "error")]
    words = [[row[whole[0].index(name)] for name in ("path", "label", "error")] for row in whole]
    assert [[row[whole[0].index(name)] for name in ("path", "label", "error")] for row in parts] == words
    columns = [whole[0].index(name) for name in names]
    pairs = [(float(a[at]), float(b[at])) for a, b in zip(whole[1:], parts[1:]) for at in columns]
    difference = max(abs(a - b) for a, b in pairs)
    assert difference < TOLERANCE, difference
    print(f"{count} photos, each once, the same classes as by one run without shards, largest difference {difference:.1e}")


def suite(work, model):
    count = photos(model, os.path.join(work, "photos"))
    export, folder = os.path.join(model, "bears.safetensors"), os.path.join(work, "photos")
    whole, out = os.path.join(work, "whole.csv"), os.path.join(work, "ray.csv")
    run([os.path.join(command_folder(work), "tsvision"), "predict", export, folder, "--out", whole], "one run without shards")
    port = free_port()
    first = node(work, "first", "--head", f"--port={port}", "--include-dashboard=false")
    programs = [first]
    try:
        first.wait_for_text("Ray runtime started")
        second = node(work, "second", f"--address=127.0.0.1:{port}")
        programs.append(second)
        second.wait_for_text("Ray runtime started")
        job = [sys.executable, os.path.join(ROOT, "deploy/ray/predict.py"), export, folder, out, "--shards", str(SHARDS)]
        driver = Program([*job, "--cpus", "1"], env={**environment(work), "RAY_ADDRESS": f"127.0.0.1:{port}"})
        programs.append(driver)
        disturb([Shard(out, number) for number in range(1, SHARDS + 1)], second)
        status = driver.wait("the job's end")
        assert status == 0, driver.text()[-6000:]
        joined = re.findall(r"ray\.csv: \d+ rows", driver.text())
        assert len(joined) > 0, driver.text()[-6000:]
        print(f"the task that ended last: {joined[-1]}")
    except BaseException:
        for program in reversed(programs):
            print(program.text()[-4000:])
        raise
    finally:
        for program in reversed(programs):
            program.end()
    compare(rows(whole), rows(out), count)


def main():
    work = tempfile.mkdtemp(prefix="tsv-ray-")
    try:
        suite(work, os.path.abspath(sys.argv[1]))
    finally:
        shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    main()
