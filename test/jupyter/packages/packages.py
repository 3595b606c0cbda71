"""Packages of npm in one session: does each run, is it completed after a dot, does a hover say its signature?

`npm run packages` asks all of them, `npm test` the lightest; a table says what came of it.
"""

import os
import re
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from light import LIGHT  # noqa: E402
from table import ALL  # noqa: E402
from kernel_case import KernelCase, start, text_of  # noqa: E402

NPM = ["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline", "--loglevel=error"]


def plain(text):
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


class Packages(KernelCase):
    packages = ALL

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        # Without a manifest of its own npm would look for one in the folders above.
        with open(os.path.join(cls.folder.name, "package.json"), "w") as file:
            file.write("{}")
        wanted = [part for package in cls.packages for part in package.install.split()]
        subprocess.run([*NPM, *wanted], cwd=cls.folder.name, check=True)
        cls.manager, cls.client = start(cwd=cls.folder.name)

    @classmethod
    def tearDownClass(cls):
        super().tearDownClass()
        cls.folder.cleanup()

    def test_packages(self):
        rows = []
        for package in self.packages:
            checks = (self.ran, self.completed, self.inspected)
            rows.append((package, *(self.measured(check, package) for check in checks)))
        print("\n" + "\n".join(in_columns(rows)))
        faults = [f"{package.name}: {fault}" for package, *results in rows for fault, _ in results if fault]
        self.assertFalse(faults, "\n".join(faults))

    @staticmethod
    def measured(check, package):
        """What was wrong, or None, and how many milliseconds it took."""
        begun = time.monotonic()
        fault = check(package)
        return fault, (time.monotonic() - begun) * 1000

    def ran(self, package):
        reply, outputs = self.run_cell(package.cell)
        if reply["status"] != "ok":
            return plain(f"{reply['ename']}: {reply['evalue']}\n" + "\n".join(reply["traceback"]))
        results = [m["content"]["data"]["text/plain"] for m in outputs if m["msg_type"] == "execute_result"]
        if [plain(text) for text in results] != [package.gives]:
            return f"gave {results}, not {package.gives!r}"
        if text_of(outputs) != package.prints or text_of(outputs, "stderr"):
            return f"printed {text_of(outputs)!r}, and as errors {text_of(outputs, 'stderr')!r}"

    def completed(self, package):
        request = self.client.complete(package.place, len(package.place))
        matches = self.reply(request)["content"]["matches"]
        lacking = sorted(set(package.names.split()) - set(matches))
        if lacking:
            return f"after `{package.place}` there are {len(matches)} entries without {lacking}: {matches[:8]}"

    def inspected(self, package):
        content = self.reply(self.client.inspect(package.hover, len(package.hover)))["content"]
        text = plain(content["data"].get("text/plain", "")) if content["found"] else ""
        if package.says not in text:
            return f"`{package.hover}` says {text[:200]!r}, without {package.says!r}"


class Light(Packages):
    packages = LIGHT


def in_columns(rows):
    yield f"{'package':28}{'ran':>10}{'completed':>12}{'inspected':>12}   what it stands for"
    for package, *results in rows:
        ran, completed, inspected = (f"{'FAILED' if fault else ''} {ms:.0f} ms" for fault, ms in results)
        yield f"{package.name:28}{ran:>10}{completed:>12}{inspected:>12}   {package.why}"
    yield f"{len(rows)} packages, {sum(1 for _, *results in rows if not any(f for f, _ in results))} without a fault"


if __name__ == "__main__":
    unittest.main()
