"""deploy/jupyterhub_config.py on this machine: two users, a kernel and a widget for each through the hub, `serve` behind its prefix, and what is
left when the connection, the proxy and the hub itself are gone for a while.

Its users' servers are processes here (SimpleLocalProcessSpawner) where the file has containers, and anybody with the
password is let in (DummyAuthenticator): system users and containers are not to be had everywhere.

python hub.py FOLDER     FOLDER: what makeModel.mjs made
"""

import asyncio
import contextlib
import glob
import json
import os
import shutil
import signal
import sys
import tempfile

from hubConfig import known_options
from hubUser import PASSWORD, SLIDER, Hub, User
from program import TSVISION, Program, free_port, run, until

USERS = ("ada", "bela")
VISITOR = "chris"


async def check_widgets(users):
    for user in users:
        await user.begin()
        assert await user.drag(7) == 7
        assert await user.pushed(11) == 11
        print(f"{user.name}: a cell gives 42; the slider moves in the kernel when the page moves it, and the other way round")
    ada, bela = users
    status, _ = bela.fetch("api/kernels", token=ada.token)
    assert status in (403, 404), status
    print(f"the token of {ada.name} at the server of {bela.name}: {status}")


async def check_cell_service(user, model, photo):
    """`serve` in a cell, at the link that it shows."""
    export = json.dumps(os.path.join(model, "bears.safetensors"))
    shown = await user.kernel.value(f"import {{ serve }} from 'tsvision';\nconst service = await serve({export}, {{ port: 0 }});\nservice")
    href = shown["text/html"].split('href="')[1].split('"')[0]
    assert href.startswith(f"/user/{user.name}/proxy/"), href
    answer = classify(user, href.split(f"/user/{user.name}/")[1], photo)
    print(f"{user.name}: serve() in a cell shows a link below /user/{user.name}/proxy/; its page opens, a photo is {answer}")
    await user.kernel.run("await service.stop();")


def classify(user, path, photo):
    status, page = user.fetch(path)
    assert status == 200 and "<html" in page, (status, page[:300])
    status, answer = user.fetch(f"{path}classify", photo, headers={"Content-Type": "image/jpeg"})
    assert status == 200, (status, answer)
    return json.loads(answer)["label"]


def check_command_service(user, model, photo):
    """`tsvision serve`, as in a terminal of the user's, under the hub's name and under another."""
    port = free_port()
    command = [*TSVISION, "serve", os.path.join(model, "bears.safetensors"), "--port", str(port)]
    foreign = {"Host": "hub.example", "Origin": "http://hub.example"}
    for options, expected in ([], (400, 403, 421)), (["--trusted-origin", "http://hub.example"], (200,)):
        program = Program(command + options).wait_for(f"http://127.0.0.1:{port}/healthz")
        try:
            answer = classify(user, f"proxy/{port}/", photo)
            status, text = user.fetch(f"proxy/{port}/classify", photo, headers={"Content-Type": "image/jpeg", **foreign})
            assert status in expected, (status, text)
        finally:
            program.end()
        words = " ".join(["tsvision serve", *options])
        print(f"{user.name}: {words}, behind /user/{user.name}/proxy/: a photo is {answer}; where the hub goes by hub.example: {status}")


def check_page(hub):
    """A third user, in a real browser."""
    browser = os.environ.get("TSVISION_CHROMIUM", "/usr/bin/chromium")
    if not os.path.exists(browser):
        print(f"no page was opened: there is no {browser} (TSVISION_CHROMIUM names another Chromium)")
        return
    home = os.path.join(hub.work, "home", VISITOR)
    os.makedirs(home)
    notebook = {"cells": [code_cell(SLIDER), code_cell("slider.value")], "nbformat": 4, "nbformat_minor": 5}
    notebook["metadata"] = {"kernelspec": {"name": "tsvision", "display_name": "TypeScript", "language": "typescript"}}
    with open(os.path.join(home, "slider.ipynb"), "w") as file:
        json.dump(notebook, file)
    script = os.path.join(os.path.dirname(__file__), "hubPage.mjs")
    print(run([TSVISION[0], script, hub.url, VISITOR, PASSWORD, str(hub.proxies()[0])], "what the page does").strip())


def code_cell(code):
    return {"cell_type": "code", "id": str(len(code)), "source": code, "metadata": {}, "outputs": [], "execution_count": None}


async def suite(hub, model):
    print(f"options of deploy/jupyterhub_config.py, all known: {', '.join(known_options())}")
    users = [User(hub, name) for name in USERS]
    await check_widgets(users)
    with open(sorted(glob.glob(os.path.join(model, "photos/*/*.jpg")))[0], "rb") as file:
        photo = file.read()
    await check_cell_service(users[0], model, photo)
    check_command_service(users[1], model, photo)
    await check_drops(hub, users)
    check_page(hub)


async def check_drops(hub, users):
    value = 11
    for what, drop in (("the websocket is cut", cut), ("the proxy is killed", kill_proxy), ("the hub is ended and started again", restart_hub)):
        # A cell that goes on while nobody listens.
        for user in users:
            await user.kernel.run("let done = 0; setTimeout(() => { done = 1; }, 100);")
        await drop(hub, users)
        for user in users:
            await user.kernel.connect()
            await user.check(value, what)
            assert (await user.kernel.value("done"))["text/plain"] == "1"
        value += 2
        print(f"{what}: both kernels, their variables and sliders are there after connecting again, and work both ways")


async def cut(hub, users):
    for user in users:
        user.kernel.drop()


async def kill_proxy(hub, users):
    before = hub.proxies()
    assert before, "the proxy is not to be seen"
    for process in before:
        os.kill(process, signal.SIGKILL)
    for user in users:
        await user.lost()
    until(lambda: set(hub.proxies()) - set(before), "another proxy")
    await_routes(users)


async def restart_hub(hub, users):
    hub.program.end()
    for user in users:
        await user.lost()
    hub.start()
    await_routes(users)


def await_routes(users):
    for user in users:
        until(lambda user=user: reached(user), f"the way to the server of {user.name}")


def reached(user):
    with contextlib.suppress(OSError):
        return user.fetch(f"api/kernels/{user.kernel.kernel}")[0] == 200
    return False


def main():
    model = os.path.abspath(sys.argv[1])
    work = tempfile.mkdtemp(prefix="tsvision-hub-")
    try:
        run([*TSVISION, "install", "--prefix", os.path.join(work, "prefix")], "the kernel's installation")
        hub = Hub(work, (*USERS, VISITOR))
        try:
            asyncio.run(suite(hub, model))
        except BaseException:
            print(hub.program.text()[-6000:])
            raise
        finally:
            hub.end()
    finally:
        shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    main()
