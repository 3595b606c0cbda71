"""What other programs than JupyterLab make of the kernel: a console in a terminal, nbclient, nbconvert, papermill, jupytext."""

import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

import nbformat
import pexpect
from kernel_case import HANG
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_raw_cell

ROOT = Path(__file__).parents[2]
KERNELSPEC = {"display_name": "TypeScript (tsvision)", "language": "typescript", "name": "tsvision"}


def without(package):
    return None if importlib.util.find_spec(package) else f"{package} is not installed"


def notebook(*cells):
    cells = [new_code_cell(each) if isinstance(each, str) else each for each in cells]
    return new_notebook(cells=cells, metadata={"kernelspec": KERNELSPEC})


def tagged(source, *tags):
    return new_code_cell(source, metadata={"tags": list(tags)})


def plain(text):
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|\r|\x1b[=>]", "", text)


class InFolder(unittest.TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="tsvision-clients-"))
        self.addCleanup(shutil.rmtree, self.folder)

    def run_module(self, *words, env=None):
        """A program of the environment that runs this suite; what it said on both streams."""
        done = subprocess.run(
            [sys.executable, "-m", *map(str, words)],
            cwd=self.folder,
            env={**os.environ, **(env or {})},
            capture_output=True,
            text=True,
            timeout=HANG,
        )
        self.code = done.returncode
        return done.stdout + done.stderr


class Console(unittest.TestCase):
    """jupyter console in a terminal of its own."""

    @classmethod
    def setUpClass(cls):
        # Where the cursor is nobody answers here.
        env = {**os.environ, "PROMPT_TOOLKIT_NO_CPR": "1", "TERM": "xterm"}
        words = ["-m", "jupyter_console", "--kernel", "tsvision", "--ZMQTerminalInteractiveShell.kernel_is_complete_timeout=60"]
        cls.program = pexpect.spawn(sys.executable, words, env=env, encoding="utf8", dimensions=(50, 120))

    @classmethod
    def tearDownClass(cls):
        cls.program.close(force=True)

    def until(self, wanted):
        """Everything that was said since the last call, until it has the pattern."""
        said = ""
        deadline = time.monotonic() + HANG
        while time.monotonic() < deadline:
            try:
                said += self.program.read_nonblocking(4096, timeout=1)
            except pexpect.TIMEOUT:
                continue
            if re.search(wanted, plain(said), re.S):
                return plain(said)
        self.fail(f"no {wanted} in {plain(said)!r}")

    def test_a_session_in_a_terminal(self):
        self.until(r"tsvision \d.*TypeScript on Node.js .*In \[1\]: ")
        send = self.program.send
        with self.subTest("a cell and its value"):
            send("const n = 20\r")
            self.until(r"In \[2\]: ")
            send("n * 2\r")
            self.until(r"Out\[2\]: 40.*In \[3\]: ")
        with self.subTest("an unfinished cell goes on in the next line"):
            send("const add = (x: number) => {\r")
            self.until(r"\.\.\.: ")
            send("return x + 1; }\r")
            self.until(r"In \[4\]: ")
            send("add(n)\r")
            self.until(r"Out\[4\]: 21.*In \[5\]: ")
        with self.subTest("errors say where"):
            send("add('a')\r")
            self.until(r"cell-5\.ts:1:5 TS2345 .*\^\^\^.*In \[6\]: ")
            send("throw new RangeError('boom')\r")
            self.until(r"RangeError: boom.*cell-6\.ts:1:7.*In \[7\]: ")
        with self.subTest("Tab completes"):
            send("n.toFi\t")
            self.until(r"n\.toFixed")
            send("(1)\r")
            self.until(r"Out\[7\]: '20\.0'.*In \[8\]: ")
        with self.subTest("a plot is a line of text"):
            send("import { linePlot } from 'tsvision'; linePlot([{ y: [1, 2] }])\r")
            self.until(r"Figure.*In \[9\]: ")
        with self.subTest("Ctrl-C ends a loop, and variables stay"):
            send("console.log('be' + 'gun'); while (true) {}\r")
            self.until("begun")
            self.program.sendintr()
            self.until(r"InterruptedError.*In \[10\]: ")
            send("n\r")
            self.until(r"Out\[10\]: 20.*In \[11\]: ")
        with self.subTest("a question is asked"):
            send("const name = await input('who? '); name.length\r")
            self.until(r"who\? $")
            send("Ada\r")
            self.until(r"Out\[11\]: 3.*In \[12\]: ")
        with self.subTest("exit ends console and kernel"):
            send("exit\r")
            self.until("Shutting down kernel")
            self.program.expect(pexpect.EOF, timeout=HANG)


class Nbclient(unittest.TestCase):
    LESSON = (
        new_markdown_cell("# A lesson"),
        "import { widgets } from 'tsvision'; const slider = new widgets.IntSlider({ value: 3 }); slider",
        "slider.value = 7; console.log('moved')",
        "throw new TypeError('on purpose')",
        "while (true) {}",
        "slider.value",
    )

    def test_errors_a_timeout_and_widgets_of_a_lesson(self):
        lesson = notebook(*self.LESSON)
        # The first cell may take its time; the endless one has none.
        lesson.cells[4].metadata["timeout"] = 2
        limit = lambda cell: cell.metadata.get("timeout", HANG)
        NotebookClient(lesson, timeout_func=limit, interrupt_on_timeout=True, allow_errors=True).execute()
        made = [cell.get("outputs", []) for cell in lesson.cells]
        self.assertEqual(made[1][0]["data"]["text/plain"], "IntSlider({ value: 3 })")
        self.assertEqual(made[2], [{"output_type": "stream", "name": "stdout", "text": "moved\n"}])
        self.assertEqual([made[3][0][key] for key in ("ename", "evalue")], ["TypeError", "on purpose"])
        self.assertEqual(made[4][0]["ename"], "InterruptedError")
        self.assertEqual(made[5][0]["data"]["text/plain"], "7")
        states = lesson.metadata.widgets["application/vnd.jupyter.widget-state+json"]["state"]
        values = [each["state"]["value"] for each in states.values() if each["model_name"] == "IntSliderModel"]
        self.assertEqual(values, [7])
        self.assertEqual(lesson.metadata.language_info["file_extension"], ".ts")

    def test_the_first_error_ends_it_unless_it_is_expected(self):
        with self.assertRaises(CellExecutionError) as raised:
            NotebookClient(notebook("throw new TypeError('on purpose')", "1")).execute()
        self.assertIn("cell-1.ts:1:7", plain(str(raised.exception)).replace("\x1b", ""))
        expected = notebook(tagged("throw new TypeError('on purpose')", "raises-exception"), "6 * 7")
        NotebookClient(expected).execute()
        self.assertEqual(expected.cells[1].outputs[0]["data"]["text/plain"], "42")


class Nbconvert(InFolder):
    def test_a_script_has_its_ending_and_a_page_its_colours(self):
        nbformat.write(notebook("const n: number = 1;", "n"), self.folder / "n.ipynb")
        said = self.run_module("nbconvert", "--execute", "--inplace", "n.ipynb")
        self.assertEqual(self.code, 0, said)
        for target in ("script", "html"):
            said = self.run_module("nbconvert", "--to", target, "n.ipynb")
            self.assertEqual(self.code, 0, said)
        self.assertEqual((self.folder / "n.ts").read_text().split(), "const n: number = 1; n".split())
        page = (self.folder / "n.html").read_text()
        self.assertIn('class="highlight hl-typescript"', page)
        self.assertRegex(page, r'<span class="k[a-z]*">const</span>')


@unittest.skipIf(without("papermill"), without("papermill"))
class Papermill(InFolder):
    """With what the pip wheel brings, as far as papermill sees it."""

    def setUp(self):
        super().setUp()
        shutil.copytree(ROOT / "python/tsvision", self.folder / "site/tsvision")
        project = (ROOT / "python/pyproject.toml").read_text()
        [entry] = re.findall(r'\[project\.entry-points\."papermill\.engine"\]\n(.+)\n', project)
        info = self.folder / "site/tsvision-0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text("Metadata-Version: 2.1\nName: tsvision\nVersion: 0\n")
        (info / "entry_points.txt").write_text("[papermill.engine]\n" + entry.replace('"', "") + "\n")
        cells = [
            tagged("let lr: number = 0.1; // how fast\nlet name = 'a // b';\nlet all: unknown;", "parameters"),
            "console.log(JSON.stringify([lr, name, all]))",
        ]
        nbformat.write(notebook(*cells), self.folder / "in.ipynb")
        self.wheel = {"PYTHONPATH": str(self.folder / "site")}

    def printed(self):
        cells = nbformat.read(self.folder / "out.ipynb", 4).cells
        return json.loads("".join(o["text"] for o in cells[-1].outputs)), cells[1]

    def test_sets_parameters_as_tsvision_run_does(self):
        values = {"lr": 0.01, "name": 'q"\\\u2028ü\U0001f600', "all": [1, True, None, {"__proto__": 1, "b": [2.5]}]}
        (self.folder / "p.yaml").write_text(json.dumps(values, ensure_ascii=False), "utf8")
        said = self.run_module("papermill", "in.ipynb", "out.ipynb", "-f", "p.yaml", env=self.wheel)
        self.assertEqual(self.code, 0, said)
        self.assertNotIn("unknown parameter", said)
        printed, injected = self.printed()
        self.assertEqual(printed, list(values.values()))
        self.assertEqual(injected.metadata.tags, ["injected-parameters"])
        self.assertTrue(injected.source.startswith("// Parameters\nlet lr = 0.01;\n"), injected.source)

    def test_lists_parameters_and_doubts_unknown_ones(self):
        said = self.run_module("papermill", "--help-notebook", "in.ipynb", env=self.wheel)
        self.assertRegex(said, r"lr: number \(default 0\.1\)\s+how fast\n\s+name: .*\(default 'a // b'\)")
        said = self.run_module("papermill", "in.ipynb", "out.ipynb", "-p", "lrr", "1", env=self.wheel)
        self.assertEqual(self.code, 0, said)
        self.assertIn("unknown parameter: lrr", said)

    def test_without_the_wheel_numbers_and_texts_pass_for_another_languages(self):
        said = self.run_module("papermill", "in.ipynb", "out.ipynb", "-p", "lr", "0.5")
        self.assertIn("No parameter translator functions specified for kernel 'tsvision'", said)
        words = ["in.ipynb", "out.ipynb", "-l", ".net-csharp", "-p", "lr", "0.5", "-r", "name", "b"]
        said = self.run_module("papermill", *words)
        self.assertEqual(self.code, 0, said)
        self.assertEqual(self.printed()[0], [0.5, "b", None])

    def test_values_that_json_has_not(self):
        script = "import papermill, tsvision.papermill as ours, sys; print(ours.TypeScriptTranslator.translate(eval(sys.argv[1])))"
        written = lambda code: subprocess.run(
            [sys.executable, "-c", script, code],
            env={**os.environ, **self.wheel},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        code = "[float('nan'), float('-inf'), 1e-7, True, __import__('datetime').date(2020, 1, 2)]"
        self.assertEqual(written(code), '[NaN, -Infinity, 1e-07, true, "2020-01-02"]')


@unittest.skipIf(without("jupytext"), without("jupytext"))
class Jupytext(InFolder):
    CELLS = (
        "# Title\n\n- a\n- b",
        "%time 1 + 1",
        "%timeit -n 10 Math.sqrt(2)\nconst a = 1",
        "!ls -la\nconst files = !ls\nfiles",
        "%%time\nlet s = 0;\nfor (let i = 0; i < 10; i++) s += i;\ns",
        "%%html\n<b>bold</b>",
        "%%bash\necho hi",
        "%%writefile x.ts\nexport const n = 1;",
        "%%javascript\nconsole.log(1)",
        "%%capture out\nconsole.log(1)",
        "import { z } from 'npm:zod@4';\nconst f = <T,>(x: T) => x;\n\n\nfunction g() {\n  return 1;\n}\n\ng()",
        "a?",
        "a??",
        "// a comment",
        "/* a\n comment */",
        "// %time in a comment\nlet v = 2",
        "const t = `\n# no heading\n% no magic\n`;\nt",
        "5\n% 3",
        "!true",
        "%npm install zod\n%typecheck off\n%cd ..\n%env A=1",
        "",
        '/// <reference lib="dom" />\nlet r = 1',
    )

    def test_a_notebook_comes_back_as_it_was(self):
        original = notebook(new_markdown_cell(self.CELLS[0]), tagged("let lr = 0.1;", "parameters"), *self.CELLS[1:])
        original.cells.append(new_raw_cell("raw"))
        nbformat.write(original, self.folder / "all.ipynb")
        lessons = [self.folder / "all.ipynb", *sorted((ROOT / "notebooks").glob("*.ipynb"))]
        for path in lessons:
            for form in ("percent", "light"):
                with self.subTest(path=path.name, form=form):
                    said = self.run_module("jupytext", "--to", f"ts:{form}", path, "-o", "n.ts")
                    said += self.run_module("jupytext", "--to", "ipynb", "n.ts", "-o", "back.ipynb")
                    self.assertEqual(self.code, 0, said)
                    parts = lambda read: [(c.cell_type, c.source, c.metadata.get("tags")) for c in read.cells]
                    back = nbformat.read(self.folder / "back.ipynb", 4)
                    self.assertEqual(parts(back), parts(nbformat.read(path, 4)))
                    self.assertEqual(back.metadata.kernelspec, KERNELSPEC)

    def test_a_file_without_a_header_is_run(self):
        (self.folder / "n.ts").write_text("// %%\nconst n: number = 6\n\n// %%\n// %time n * 7\n")
        words = ["--set-kernel", "tsvision", "--execute", "--to", "ipynb", "n.ts"]
        said = self.run_module("jupytext", *words)
        self.assertEqual(self.code, 0, said)
        ran = nbformat.read(self.folder / "n.ipynb", 4)
        self.assertEqual(ran.cells[1].outputs[-1]["data"]["text/plain"], "42")


if __name__ == "__main__":
    unittest.main()
