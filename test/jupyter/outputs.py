"""Where output goes: areas of a layout, callbacks, descriptors, standard input."""

import re
import unittest

from kernel_case import HANG, KernelCase, text_of

WIDGETS = "import { widgets, interact } from 'tsvision'; "


def plain(text):
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


def shown(outputs, model):
    """The last `outputs` that the kernel told of a widget."""
    states = [
        m["content"]["data"]["state"]
        for m in outputs
        if m["msg_type"] == "comm_msg" and m["content"]["comm_id"] == model and "state" in m["content"]["data"]
    ]
    return [state["outputs"] for state in states if "outputs" in state][-1]


class Outputs(KernelCase):
    def collect_all(self, request):
        """Like collect, but with what belongs to other requests too."""
        outputs = []
        while True:
            message = self.client.get_iopub_msg(timeout=HANG)
            outputs.append(message)
            state = message["content"].get("execution_state")
            if state == "idle" and message["parent_header"].get("msg_id") == request:
                return outputs

    def test_captures_at_once_keep_their_own(self):
        """Promise.all([a.capture(f), b.capture(g)])"""
        code = WIDGETS + (
            "const [a, b] = [new widgets.Output(), new widgets.Output()];"
            "const pause = () => new Promise((done) => setTimeout(done, 5));"
            "const lines = async (name: string) => {"
            "  for (let i = 0; i < 5; i++) { console.log(name, i); await pause(); }"
            "  setTimeout(() => console.error(name + ' late'), 5); await pause(); await pause() };"
            "await Promise.all([a.capture(() => lines('a')), b.capture(async () => {"
            "  await lines('b'); await a.capture(() => console.log('inner')); display({ 'text/html': '<b>b</b>' }, { raw: true }) })]);"
            "console.log('outside'); await pause(); [a.modelId, b.modelId].join()"
        )
        reply, outputs = self.run_cell(code)
        self.assertEqual(reply["status"], "ok", reply)
        ids = [m["content"]["data"]["text/plain"] for m in outputs if m["msg_type"] == "execute_result"][0]
        a, b = (shown(outputs, model) for model in ids.strip("'").split(","))
        text = lambda area, name: plain("".join(o["text"] for o in area if o.get("name") == name))
        self.assertEqual(text(a, "stdout"), "".join(f"a {i}\n" for i in range(5)) + "inner\n")
        self.assertEqual(text(a, "stderr"), "a late\n")
        self.assertEqual(text(b, "stdout"), "".join(f"b {i}\n" for i in range(5)))
        self.assertEqual([o["data"] for o in b if o["output_type"] == "display_data"], [{"text/html": "<b>b</b>"}])
        self.assertEqual(text_of(outputs), "outside\n")

    def test_a_capture_that_throws_throws_in_the_cell_and_ends(self):
        code = WIDGETS + "const o = new widgets.Output(); await o.capture(() => { console.log('in'); throw new Error('e') })"
        reply, outputs = self.run_cell(code)
        self.assertEqual((reply["status"], reply["evalue"]), ("error", "e"))
        self.assertEqual(text_of(outputs), "")
        self.assertEqual(self.value("o.outputs.length"), "1")
        _, outputs = self.run_cell("console.log('after')")
        self.assertEqual(text_of(outputs), "after\n")

    def test_a_display_in_an_area_is_updated_there(self):
        code = WIDGETS + (
            "const o = new widgets.Output();"
            "await o.capture(() => display({ 'text/plain': '1' }, { raw: true, displayId: 'in' }));"
            "display({ 'text/plain': '2' }, { raw: true, displayId: 'in', update: true });"
            "await new Promise((done) => setTimeout(done, 200)); JSON.stringify(o.outputs)"
        )
        self.assertIn('"text/plain":"2"', self.value(code))

    def click(self, code):
        """A cell that shows a button, another cell, and a click: what the click put out, by its parent."""
        request = self.client.execute(code)
        outputs = self.collect(request)
        self.assertEqual(self.reply(request)["content"]["status"], "ok")
        opened = [m["content"] for m in outputs if m["msg_type"] == "comm_open"]
        button = next(c["comm_id"] for c in opened if c["data"]["state"]["_model_name"] == "ButtonModel")
        self.value("'another cell'")
        content = {"event": "click"}
        click = self.send("comm_msg", {"comm_id": button, "data": {"method": "custom", "content": content}})
        outputs = self.collect_all(click)
        kinds = ("stream", "display_data", "error", "clear_output")
        return request, [m for m in outputs if m["msg_type"] in kinds]

    def test_callbacks_of_buttons_put_out_below_the_button(self):
        """ipywidgets#2612"""
        cell, outputs = self.click(
            WIDGETS + "const button = new widgets.Button();\n"
            "button.on('click', async () => { console.log('clicked'); await 1; display(1);\n  throw new Error('in the callback') });\n"
            "display(new widgets.VBox({ children: [new widgets.HBox({ children: [button] })] }))"
        )
        self.assertEqual([m["msg_type"] for m in outputs], ["stream", "display_data", "error"])
        self.assertEqual({m["parent_header"]["msg_id"] for m in outputs}, {cell})
        self.assertIn("throw new Error('in the callback')", plain("\n".join(outputs[2]["content"]["traceback"])))

    def test_callbacks_within_an_area_stay_there(self):
        code = WIDGETS + (
            "const area = new widgets.Output(); const b = new widgets.Button();"
            "b.on('click', () => console.log('in the area')); await area.capture(() => display(b)); 0"
        )
        _, outputs = self.click(code)
        self.assertEqual(outputs, [])
        self.assertIn("in the area", self.value(
            "while (area.outputs.length < 2) await new Promise((done) => setTimeout(done, 5)); JSON.stringify(area.outputs)"))

    def test_interact_shows_what_its_function_prints_and_throws(self):
        """ipywidgets#2612"""
        code = WIDGETS + (
            "const box = interact(({ n }) => {\n  console.log('n is', n);\n  if (n > 5) throw new Error('too many');\n  return n },"
            " { n: [0, 10] }); const [slider, out] = box.children as [widgets.IntSlider, widgets.Output];"
            "await new Promise((done) => setTimeout(done, 300)); JSON.stringify(out.outputs)"
        )
        first = self.value(code)
        self.assertIn("n is", first)
        self.assertIn("'text/plain", first.replace('"', "'"))
        self.value("slider.value = 6; 0")
        text = plain(self.value("await new Promise((done) => setTimeout(done, 300)); out.outputs.map((o: any) => o.traceback?.join('') ?? o.text).join('|')"))
        self.assertIn("throw new Error('too many')", text.replace("\\'", "'"))
        self.assertNotIn("5", text.split("|")[0])

    def test_what_children_workers_and_native_code_write_is_the_cells(self):
        """jupyterlab#7365"""
        code = (
            "import { spawn, spawnSync } from 'node:child_process'; import { writeSync } from 'node:fs';"
            "import { Worker } from 'node:worker_threads';"
            "spawnSync('sh', ['-c', 'echo child; echo wrong >&2'], { stdio: 'inherit' });"
            "writeSync(1, 'native\\n'); process.stdout.write('js\\n');"
            "const late = spawn('sh', ['-c', 'echo late'], { stdio: 'inherit' }); await new Promise((done) => late.on('close', done));"
            "const worker = new Worker(`require('fs').writeSync(1, 'worker\\\\n'); console.log('its console')`, { eval: true });"
            "await new Promise((done) => worker.on('exit', done)); 0"
        )
        _, outputs = self.run_cell(code)
        self.assertEqual(sorted(text_of(outputs).split()), sorted("child native js late worker its console".split()))
        self.assertEqual(text_of(outputs, "stderr"), "wrong\n")
        size = "3000000"
        _, outputs = self.run_cell(f"spawnSync('sh', ['-c', 'head -c {size} /dev/zero | tr \"\\\\0\" x | fold -w 100'], {{ stdio: 'inherit' }}); 0")
        self.assertEqual(text_of(outputs).replace("\n", ""), "x" * int(size))

    def test_logs_of_native_libraries_stay_out(self):
        lines = [
            "2026-11-28 01:02:03.456789: I tensorflow/core/util/port.cc:153] oneDNN custom operations are on.",
            "WARNING: All log messages before absl::InitializeLog() is called are written to STDERR",
            "I0000 00:00:1764291723.456789   12345 cpu_feature_guard.cc:227] This TensorFlow binary is optimized",
            "W1128 01:02:03.456789 12345 thing.cc:12] glog",
            "mine",
        ]
        code = "import { writeSync } from 'node:fs'; for (const line of %s) writeSync(2, line + '\\n'); 0" % lines
        _, outputs = self.run_cell(code)
        self.assertEqual(text_of(outputs, "stderr"), "mine\n")

    def test_endless_prints_are_cut_with_a_note(self):
        """one output is cut at a size, with a note"""
        _, outputs = self.run_cell("for (let i = 0; i < 150_000; i++) process.stdout.write(i + '\\n'); 'end'", timeout=HANG)
        text = text_of(outputs)
        self.assertIn("TSVISION_OUTPUT_LIMIT", text)
        self.assertTrue(text.startswith("0\n1\n"))
        self.assertEqual(text.count("\n"), 100_000 + 2)
        self.assertEqual([m["content"]["data"] for m in outputs if m["msg_type"] == "execute_result"], [{"text/plain": "'end'"}])
        _, outputs = self.run_cell("for (let i = 0; i < 150_000; i++) process.stdout.write('\\r' + i); console.log('\\ndone')", timeout=HANG)
        self.assertIn("149999\ndone", text_of(outputs))


    def test_one_output_is_cut_at_a_size(self):
        reply, outputs = self.run_cell("console.log('x'.repeat(1e8)); console.log('after')")
        text = text_of(outputs)
        self.assertEqual(reply["status"], "ok", reply)
        self.assertEqual(text.index("…"), 2**20)
        self.assertIn("cut: this line has 100,000,000 characters", text)
        self.assertTrue(text.endswith("after\n"))
        show = "({ [Symbol.for('Jupyter.display')]: () => ({ 'text/plain': '%s'.repeat(5e6), 'text/html': '%s'.repeat(2e7) }) })" % ("p", "h")
        _, outputs = self.run_cell(show)
        data = [m["content"]["data"] for m in outputs if m["msg_type"] == "execute_result"][0]
        self.assertEqual(list(data), ["text/plain"])
        self.assertEqual(data["text/plain"].index("\n"), 2**20)
        self.assertIn("the whole text has 5,000,000 characters", data["text/plain"])
        self.assertIn("20,000,000 characters of text/html are left out", data["text/plain"])
        _, outputs = self.run_cell("Array.from({ length: 1e6 }, (_, id) => ({ id, name: `row ${id}` }))")
        data = [m["content"]["data"] for m in outputs if m["msg_type"] == "execute_result"][0]
        self.assertIn("1000000 rows", data["text/html"])
        self.assertLess(sum(len(text) for text in data.values()), 50_000)

    def test_a_cell_of_a_megabyte_runs(self):
        lines = "\n".join(f"const v{i} = {i}; // {'x' * 60}" for i in range(12_000))
        reply, outputs = self.run_cell(f"{lines}\nv11999")
        self.assertEqual(reply["status"], "ok", reply)
        self.assertEqual([m["content"]["data"] for m in outputs if m["msg_type"] == "execute_result"], [{"text/plain": "11999"}])


class Tests(KernelCase):
    """`node:test` in cells."""

    def tables(self, outputs):
        kinds = ("display_data", "update_display_data")
        return [m["content"]["data"]["text/plain"] for m in outputs if m["msg_type"] in kinds]

    def test_tests_are_a_table_and_a_failing_one_fails_no_cell(self):
        reply, outputs = self.run_cell(
            "import test from 'node:test'; import assert from 'node:assert';"
            "test('late', async () => { await new Promise((done) => setTimeout(done, 50)); assert.ok(false, 'as planned') });"
            "test('good', () => { console.log('printed') }); 'value'"
        )
        self.assertEqual(reply["status"], "ok", reply)
        self.assertIn("2 tests: 1 ok, 1 failed", self.tables(outputs)[-1])
        self.assertIn("as planned", self.tables(outputs)[-1])
        self.assertEqual((text_of(outputs), text_of(outputs, "stderr")), ("printed\n", ""))
        self.assert_alive()

    def test_a_stopped_test_leaves_the_next_cells_tests_alone(self):
        for body in ("async () => { console.log('begun'); await new Promise(() => {}) }", "() => { console.log('begun'); while (true) {} }"):
            request = self.client.execute(f"import test from 'node:test'; test('hangs', {body})")
            while self.client.get_iopub_msg(timeout=HANG)["content"].get("text") != "begun\n":
                pass
            self.send("interrupt_request", {}, "control")
            self.collect(request)
            self.assertEqual(self.reply(request)["content"].get("ename"), "InterruptedError")
            _, outputs = self.run_cell("import test from 'node:test'; test('again', () => {})")
            self.assertIn("1 test: 1 ok", self.tables(outputs)[-1])


class StandardInput(KernelCase):
    def answer(self, code, *lines):
        request = self.client.execute(code, allow_stdin=True)
        prompts = []
        for line in lines:
            prompts.append(self.client.get_stdin_msg(timeout=HANG)["content"]["prompt"])
            self.client.input(line)
        outputs = self.collect(request)
        self.assertEqual(self.reply(request)["content"]["status"], "ok", outputs)
        results = [m["content"]["data"]["text/plain"] for m in outputs if m["msg_type"] == "execute_result"]
        return prompts, results

    def test_questions_of_readline_are_asked_in_a_box(self):
        code = (
            "import * as readline from 'node:readline/promises'; import { createInterface } from 'node:readline';"
            "const lines = readline.createInterface({ input: process.stdin, output: process.stdout });"
            "const name = await lines.question('name? '); lines.close();"
            "const old = createInterface(process.stdin, process.stdout);"
            "const age = await new Promise<string>((done) => old.question('age? ', done)); old.close(); [name, age].join()"
        )
        self.assertEqual(self.answer(code, "Ada", "36"), (["name? ", "age? "], ["'Ada,36'"]))

    def test_lines_are_asked_for_while_somebody_reads_them(self):
        code = (
            "import { createInterface as lineReader } from 'node:readline'; const heard: string[] = [];"
            "for await (const line of lineReader({ input: process.stdin })) { heard.push(line); if (line === 'end') break; } heard.join()"
        )
        _, results = self.answer(code, "a", "end")
        self.assertEqual(results, ["'a,end'"])

    def test_without_a_front_end_that_answers_it_ends(self):
        for code in (
            "import * as rl from 'node:readline'; await new Promise((done) => rl.createInterface({ input: process.stdin }).question('q', done))",
            "import * as rp from 'node:readline/promises'; await rp.createInterface({ input: process.stdin }).question('q')",
            "for await (const line of rl.createInterface({ input: process.stdin })) line",
            "for await (const chunk of process.stdin) chunk",
            "import { readFileSync } from 'node:fs'; readFileSync(0, 'utf8')",
        ):
            reply, _ = self.run_cell(code, allow_stdin=False)
            self.assertEqual(reply.get("ename"), "InputUnavailableError", (code, reply))
        self.assertIn("input(", reply["evalue"] + "".join(reply["traceback"]))
        self.assertEqual(self.value("import { execSync } from 'node:child_process'; execSync('cat', { stdio: ['inherit', 'pipe', 'inherit'] }).length"), "0")


if __name__ == "__main__":
    unittest.main()
