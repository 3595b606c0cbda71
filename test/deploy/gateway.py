"""Jupyter Enterprise Gateway with deploy/enterprise-gateway/kernel.json: a kernel on a host of its own choice, over REST and websocket."""

import asyncio
import os
import shutil
import sys
import tempfile

from kernelSocket import KernelSocket, rest
from program import ROOT, Program, command_folder, free_port, processes_of, until

HERE = os.path.dirname(sys.executable)


def prepare(work):
    """The kernelspec as it is, and the command under its name; gives the environment of the gateway."""
    kernels = os.path.join(work, "share/jupyter/kernels/tsvision")
    os.makedirs(kernels)
    shutil.copy(os.path.join(ROOT, "deploy/enterprise-gateway/kernel.json"), kernels)
    return {
        "JUPYTER_PATH": os.path.join(work, "share/jupyter"),
        "PATH": f"{command_folder(work)}:{HERE}:{os.environ['PATH']}",
        # A host of its own choice: this one. Its answers come from and go to addresses of this machine alone.
        "EG_INHERITED_ENVS": "PATH",
        "EG_REMOTE_HOSTS": "127.0.0.1",
        "EG_RESPONSE_IP": "127.0.0.1",
        "EG_KERNEL_LOG_DIR": work,
        "EG_KERNEL_LAUNCH_TIMEOUT": "240",
        "KERNEL_LAUNCH_TIMEOUT": "240",
    }


async def suite(work):
    port = free_port()
    url = f"http://127.0.0.1:{port}/"
    program = [os.path.join(HERE, "jupyter-enterprisegateway"), "--ip=127.0.0.1", f"--port={port}", "--port_retries=0"]
    gateway = Program(program, cwd=work, env=prepare(work)).wait_for(f"{url}api")
    try:
        spec = rest(f"{url}api/kernelspecs")["kernelspecs"]["tsvision"]["spec"]
        proxy = spec["metadata"]["process_proxy"]["class_name"].split(".")[-1]
        kernel = KernelSocket(url, env={"KERNEL_USERNAME": "ada", "KERNEL_LAUNCH_TIMEOUT": "240"})
        await kernel.connect()
        assert (await kernel.value("let n: number = 6; n * 7"))["text/plain"] == "42"
        print("a cell over the websocket: 42")
        assert processes_of(kernel.kernel), "the kernel's launcher is not to be seen"
        cell = await kernel.start("console.log('on'); while (true) {}")
        await kernel.until(cell, lambda m: "on" in m["content"].get("text", ""))
        rest(f"{url}api/kernels/{kernel.kernel}/interrupt", body=b"", method="POST", raw=True)
        reply = (await kernel.until(cell, lambda m: m["msg_type"] == "execute_reply"))[-1]
        assert reply["content"]["status"] == "error", reply
        assert (await kernel.value("n"))["text/plain"] == "6"
        print(f"Interrupt over REST ends a loop ({reply['content']['ename']}); its state is there")
        rest(f"{url}api/kernels/{kernel.kernel}", method="DELETE", raw=True)
        until(lambda: not processes_of(kernel.kernel), "the end of its processes")
        print(f"Delete over REST ends all that {proxy} had started")
    except BaseException:
        print(gateway.text()[-6000:])
        for name in os.listdir(work):
            if name.startswith("kernel-"):
                with open(os.path.join(work, name)) as file:
                    print(name, file.read()[-3000:])
        raise
    finally:
        gateway.end()


def main():
    work = tempfile.mkdtemp(prefix="tsvision-gateway-")
    try:
        asyncio.run(suite(work))
    finally:
        shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    main()
