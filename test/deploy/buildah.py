"""Buildah in chroots: no daemon, no namespaces, plain folders instead of layered file systems, all below one folder."""

import json
import os

from program import HANG, ROOT, Program, run


class Buildah:
    def __init__(self, work):
        storage = ["--storage-driver", "vfs", "--root", os.path.join(work, "storage"), "--runroot", os.path.join(work, "run")]
        self.program = ["buildah", *storage]

    def run(self, words, what, limit=HANG):
        return run([*self.program, *words], what, limit)

    def import_root(self, root, name, variables):
        """Makes an image of a root folder."""
        container = self.run(["from", "scratch"], "an empty container").split()[-1]
        self.run(["add", "--quiet", container, root, "/"], f"the files of {name}")
        environment = [word for each in variables for word in ("--env", each)]
        self.run(["config", *environment, "--cmd", "node", container], f"the settings of {name}")
        self.run(["commit", "--quiet", "--rm", container, f"localhost/{name}"], f"the image {name}", 2 * HANG)

    def build(self, name, file, limit):
        words = ["build", "--isolation", "chroot", "--network", "host", "--pull-never", "--tag", name, "--file", file, ROOT]
        self.run(words, f"the image {name}", limit)

    def size(self, name):
        return json.loads(self.run(["images", "--json", name], f"the size of {name}"))[0]["size"]

    def container(self, image, volume):
        return Container(self, image, volume)


class Container:
    """A container of an image, whose programs run as the image says: its user, its entry point."""

    def __init__(self, buildah, image, volume):
        self.buildah = buildah
        self.name = buildah.run(["from", "--pull-never", image], f"a container of {image}").split()[-1]
        details = json.loads(buildah.run(["inspect", self.name], f"what {image} says"))
        entry = details["OCIv1"]["config"]["Entrypoint"]
        self.program = ["run", "--isolation", "chroot", "--volume", volume, self.name, "--", *entry]

    def run(self, words, what):
        return self.buildah.run([*self.program, *words], what)

    def start(self, words):
        return Program([*self.buildah.program, *self.program, *words])

    def remove(self):
        self.buildah.run(["rm", self.name], f"the removal of {self.name}")
