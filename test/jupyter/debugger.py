"""The debugger, driven as JupyterLab drives it."""

import os
import tempfile
import unittest

from debug_case import DebugCase
from ipykernel.compiler import murmur2_x86
from kernel_case import HANG, KernelCase, start, text_of

CELL = """let total: number = 0;

// Adds one.
function add(x: number): number {
  const doubled = 2 * x;
  return doubled + 1;
}

for (let i = 0; i < 3; i++) {
  total += add(i);
}
total"""


class Breakpoints(DebugCase):
    def test_the_kernel_says_that_it_has_a_debugger(self):
        self.assertTrue(self.manager.kernel_spec.metadata["debugger"])
        info = self.reply(self.client.kernel_info())["content"]
        self.assertIn("debugger", info["supported_features"])
        self.assertTrue(info["debugger"])
        info = self.body("debugInfo")
        self.assertTrue(info["isStarted"])
        self.assertEqual((info["hashMethod"], info["stoppedThreads"], info["breakpoints"]), ("Murmur2", [], []))
        self.assertEqual(self.body("threads"), {"threads": [{"id": 1, "name": "MainThread"}]})
        filters = [each["filter"] for each in self.capabilities["exceptionBreakpointFilters"]]
        self.assertEqual(filters, ["uncaught", "caught"])

    def test_cells_are_named_by_their_hash(self):
        info = self.body("debugInfo")
        for code in ("", "a", "ab", "abc", "1 + 1", "const größe = '😀'", "a\r\nb", "日本語" * 50):
            name = f"{info['tmpFilePrefix']}{murmur2_x86(code, info['hashSeed'])}{info['tmpFileSuffix']}"
            self.assertEqual(self.dump(code), name, code)
            self.assertEqual(self.body("source", source={"path": name})["content"], code)

    def test_a_breakpoint_moves_to_the_next_line_with_code(self):
        path = self.dump(CELL)
        points = self.break_at(path, 2, 3, 5, 8, 12, 13)
        self.assertEqual([(point["line"], point["verified"]) for point in points[:-1]], [(5, True), (5, True), (5, True), (9, True), (12, True)])
        self.assertFalse(points[-1]["verified"])
        listed = self.body("debugInfo")["breakpoints"]
        self.assertEqual([each["source"] for each in listed], [path])
        self.assertEqual(self.break_at(path), [])
        self.assertEqual(self.body("debugInfo")["breakpoints"], [])

    def test_a_cell_stops_steps_and_goes_on(self):
        path = self.dump(CELL)
        self.break_at(path, 5)
        cell = self.client.execute(CELL)
        event = self.event("stopped")
        self.assertEqual(event["parent_header"]["msg_id"], cell)
        self.assertEqual(event["content"]["body"]["reason"], "breakpoint")
        self.assertEqual(self.body("debugInfo")["stoppedThreads"], [1])
        frames = self.frames()
        self.assertEqual([(frame["name"], frame["line"]) for frame in frames], [("add", 5), ("<cell>", 10)])
        self.assertEqual({frame["source"]["path"] for frame in frames}, {path})
        self.assertEqual(self.values("Locals"), {"x": "0", "doubled": "undefined"})
        self.assertEqual(self.values("Globals")["total"], "0")
        self.assertEqual(self.variables(self.scopes(frames[1])["Locals"])["i"]["value"], "0")
        self.go_on("next")
        self.event("continued")
        self.assertEqual(self.stopped()["reason"], "step")
        self.assertEqual(self.place(), ("add", path, 6))
        self.assertEqual(self.values("Locals")["doubled"], "0")
        self.go_on("stepOut")
        self.stopped()
        self.assertEqual(self.place()[0], "<cell>")
        self.go_on()
        self.stopped()
        self.assertEqual(self.values("Locals")["x"], "1")
        self.break_at(path)
        self.go_on()
        self.event("continued")
        reply, outputs = self.finished(cell)
        self.assertEqual(reply["status"], "ok")
        self.assertEqual([m["content"]["data"]["text/plain"] for m in outputs if m["msg_type"] == "execute_result"], ["9"])

    def test_values_are_looked_at_and_changed(self):
        code = "class Point { x = 1; len() {\n return this.x;\n} }\nconst p = new Point(); let n = 5;\nfunction f(s: string) {\n  const m = new Map([['k', [1, 2]]]);\n  return s + n + m.size;\n}\np.len() + f('a')"
        path = self.dump(code)
        self.break_at(path, 2, 7)
        cell = self.client.execute(code)
        self.stopped()
        here = self.variables(self.scopes()["Locals"])
        self.assertEqual(self.variables(here["this"]["variablesReference"])["x"]["value"], "1")
        self.go_on()
        self.stopped()
        locals_ = self.scopes()["Locals"]
        inside = self.variables(self.variables(locals_)["m"]["variablesReference"])
        self.assertEqual([v["value"] for v in self.variables(inside["k"]["variablesReference"]).values()], ["1", "2"])
        self.assertEqual(self.evaluate("s + n"), "'a5'")
        self.assertEqual(self.evaluate("n = 7"), "7")
        self.assertEqual(self.evaluate("(n as number) satisfies number"), "7")
        self.assertEqual(self.body("setVariable", variablesReference=locals_, name="s", value="'b' + n")["value"], "'b7'")
        self.assertEqual(self.values("Locals")["s"], "'b7'")
        globals_ = self.scopes()["Globals"]
        self.body("setVariable", variablesReference=globals_, name="n", value="8")
        refused = self.request("evaluate", expression="nowhere + 1")
        self.assertIn("nowhere is not defined", refused["message"])
        self.assertIn("expected", self.request("evaluate", expression="1 +")["message"])
        hover = self.request("evaluate", expression="n = 1", context="hover")
        self.assertFalse(hover["success"])
        self.go_on()
        self.assertEqual(self.result(cell), "'1b781'")
        self.assertEqual(self.body("evaluate", expression="n + 1")["result"], "9")

    def test_names_in_a_condition_mean_what_they_mean_on_its_line(self):
        self.finished(self.client.execute("let i = 100; let name = 'shared';"))
        code = "for (let i = 0; i < 3; i++) {\n  (() => {\n    const own = i * 2;\n    name = name + own;\n  })();\n}\nname"
        path = self.dump(code)
        self.break_at(path, 4, condition="i === 2 && own === 4 && name === 'shared02'")
        cell = self.client.execute(code)
        self.stopped()
        self.assertEqual((self.evaluate("i"), self.evaluate("name")), ("2", "'shared02'"))
        self.go_on()
        self.assertEqual(self.result(cell), "'shared024'")

    def test_conditions_hits_and_messages(self):
        code = "let seen: number[] = [];\nlet limit = 3;\nfor (let i = 0; i < 9; i++) {\n  seen.push(i);\n}\nseen.length"
        path = self.dump(code)
        self.break_at(path, 4, condition="i > limit")
        cell = self.client.execute(code)
        self.stopped()
        self.assertEqual(self.evaluate("i"), "4")
        self.break_at(path, 4, hitCondition=">= 3")
        self.go_on()
        self.stopped()
        self.assertEqual(self.evaluate("i"), "7")
        self.break_at(path, 4, logMessage="at {i} of {seen}")
        self.go_on()
        self.assertEqual(text_of(self.shown(cell)), "at 8 of [\n  0, 1, 2, 3,\n  4, 5, 6, 7\n]\n".replace("\n  ", " ").replace("\n]", " ]"))
        self.assertFalse(self.break_at(path, 4, hitCondition="often")[0]["verified"])
        self.break_at(path, 4, condition="nobody > 1")
        cell = self.client.execute(code)
        self.stopped()
        self.break_at(path)
        self.go_on()
        self.assertIn("nobody is not defined", text_of(self.shown(cell), "stderr"))

    def test_equal_cells_stop_at_the_same_breakpoint_and_edited_ones_do_not(self):
        code = "let twice = 1;\ntwice + 1"
        path = self.dump(code)
        self.break_at(path, 2)
        for _ in range(2):
            cell = self.client.execute(code)
            self.stopped()
            self.assertEqual(self.place(), ("<cell>", path, 2))
            self.go_on()
            self.assertEqual(self.result(cell), "2")
        self.assertEqual(self.result(self.client.execute(f"{code} ")), "2")

    def test_functions_of_earlier_cells_and_cells_with_magics_stop(self):
        self.request("disconnect")
        early = "function early(a: number) {\n  return a + 1;\n}"
        self.finished(self.client.execute(early))
        self.attach()
        self.break_at(self.dump(early), 2)
        cell = self.client.execute("early(1)")
        self.stopped()
        self.assertEqual([frame["name"] for frame in self.frames()], ["early", "<cell>"])
        self.go_on()
        self.assertEqual(self.result(cell), "2")
        timed = "%%time\nlet timed = 1;\ntimed += 1;"
        path = self.dump(timed)
        self.assertEqual(self.break_at(path, 3)[0]["line"], 3)
        cell = self.client.execute(timed)
        self.stopped()
        self.assertEqual(self.place(), ("<cell>", path, 3))
        self.go_on()
        self.finished(cell)

    def test_local_files_stop_also_after_an_edit(self):
        with tempfile.TemporaryDirectory(dir=os.getcwd()) as folder:
            path = os.path.join(folder, "geometry.ts")
            self.write(path, "const unit: number = 1;\n\nexport function area(side: number) {\n  return side * side * unit;\n}\n")
            self.assertEqual(self.break_at(path, 2, 4)[0]["line"], 4)
            self.break_at(path, 4)
            cell = self.client.execute(f"import {{ area }} from {path!r};\narea(3)")
            self.stopped()
            self.assertEqual(self.place(), ("area", path, 4))
            self.assertEqual((self.values("Locals"), self.values("Globals")["unit"]), ({"side": "3"}, "1"))
            self.assertEqual(self.evaluate("unit + side"), "4")
            self.assertIn("side * unit", self.body("source", source={"path": path})["content"])
            self.assertIn(path, [module["path"] for module in self.body("modules")["modules"]])
            self.go_on()
            self.assertEqual(self.result(cell), "9")
            self.write(path, "export function area(side: number) {\n  const own = side;\n\n  return own * 2;\n}\n")
            os.utime(path, (1, 1))
            self.break_at(path, 4)
            cell = self.client.execute("area(3)")
            self.stopped()
            self.assertEqual((self.place(), self.values("Locals")), (("area", path, 4), {"side": "3", "own": "3"}))
            self.go_on()
            self.assertEqual(self.result(cell), "6")

    @staticmethod
    def write(path, text):
        with open(path, "w") as file:
            file.write(text)


class Running(DebugCase):
    def test_code_after_an_await_stops_with_who_awaits_it(self):
        code = "async function later(n: number) {\n  await new Promise((done) => setTimeout(done, 5));\n  return n + 1;\n}\nasync function outer() {\n  return await later(1);\n}\nconst got = await outer();\ngot"
        path = self.dump(code)
        self.break_at(path, 2)
        cell = self.client.execute(code)
        self.stopped()
        self.go_on("next")
        self.stopped()
        self.assertEqual(self.place(), ("later", path, 3))
        names = [frame["name"] for frame in self.frames()]
        self.assertEqual(names, ["later", "async outer", "async <cell>"])
        self.assertFalse(self.request("evaluate", expression="1", frameId=self.frames()[1]["id"])["success"])
        self.go_on()
        self.assertEqual(self.result(cell), "2")

    def test_stepping_stays_in_the_users_code(self):
        code = "import { basename } from 'node:path';\nconst name = basename('/a/b');\nconst twice = [1].map((x) => x * 2);\nawait null;\nname.length + twice.length"
        path = self.dump(code)
        self.break_at(path, 2)
        cell = self.client.execute(code)
        self.stopped()
        lines = [self.place()[2]]
        while lines[-1] < 5:
            self.go_on("stepIn")
            self.stopped()
            self.assertEqual(self.place()[1], path)
            lines.append(self.place()[2])
        self.assertEqual(sorted(set(lines)), [2, 3, 4, 5])
        self.go_on()
        self.assertEqual(self.result(cell), "2")

    def test_uncaught_errors_are_those_that_the_users_code_does_not_catch(self):
        code = "function bad(): never {\n  throw new RangeError('bad');\n}\ntry {\n  bad();\n} catch {}\nawait null;\nawait null; await null;\nbad();"
        path = self.dump(code)
        self.body("setExceptionBreakpoints", filters=["uncaught"])
        for _ in range(2):
            cell = self.client.execute(code)
            body = self.stopped()
            self.assertEqual((body["reason"], body["text"]), ("exception", "RangeError: bad"))
            self.assertEqual([(f["name"], f["line"]) for f in self.frames()], [("bad", 2), ("<cell>", 9)])
            self.assertEqual(self.body("exceptionInfo")["exceptionId"], "RangeError")
            self.go_on()
            reply, _ = self.finished(cell)
            self.assertEqual((reply["status"], reply["ename"]), ("error", "RangeError"))
        caught = "async function later() {\n  await null;\n  throw new Error('later');\n}\ntry { await later(); } catch {}"
        self.assertIsNone(self.result(self.client.execute(caught)))
        cell = self.client.execute("JSON.parse('{')")
        self.stopped()
        self.assertEqual(self.place()[0], "<cell>")
        self.go_on()
        self.assertEqual(self.finished(cell)[0]["ename"], "SyntaxError")
        cell = self.client.execute("require('node:fs').readFileSync('/nowhere/at/all')")
        self.stopped()
        self.assertEqual(self.place()[0], "<cell>")
        self.go_on()
        self.finished(cell)
        self.body("setExceptionBreakpoints", filters=["caught"])
        cell = self.client.execute(code)
        self.stopped()
        self.assertEqual([f["line"] for f in self.frames()], [2, 5])
        self.body("setExceptionBreakpoints", filters=[])
        self.go_on()
        self.assertEqual(self.finished(cell)[0]["ename"], "RangeError")
        self.assertEqual(self.finished(self.client.execute("Promise.reject(new Error('left'))"))[0]["status"], "error")

    def test_a_loop_without_end_is_paused_and_stopped(self):
        cell = self.client.execute("let turns = 0;\nconsole.log('running');\nwhile (true) {\n  turns++;\n}")
        self.pump(lambda: any(m["msg_type"] == "stream" for m in self.outputs.get(cell, [])))
        self.assertGreater(int(self.body("evaluate", expression="turns")["result"]), 0)
        self.body("pause", threadId=1)
        self.assertEqual(self.stopped()["reason"], "pause")
        self.assertIn(self.place()[2], (3, 4))
        self.go_on()
        self.interrupt()
        self.finished(cell)
        self.body("pause", threadId=1)
        cell = self.client.execute("let turns = 0;\nwhile (true) {\n  turns++;\n}")
        self.assertEqual(self.stopped()["reason"], "pause")
        before = self.evaluate("turns")
        self.assertEqual(self.evaluate("turns"), before)
        self.interrupt()
        self.assertEqual(self.finished(cell)[0]["ename"], "InterruptedError")
        self.assert_runs()

    def test_stop_ends_a_cell_where_it_stands(self):
        codes = (
            "let went = 0;\nwent = 1;\nwent = 2;",
            "let went = 0;\nawait null; went = 1;\nwent = 2;",
            "let went = 1;\nsetTimeout(() => {\n  went = 2;\n}, 1);\nawait new Promise(() => {});",
            "let went = 1;\ntry {\n  went = 2;\n} finally { went = 3; }",
            "let went = 1;\n[1].map(() => {\n  went = 2;\n});",
        )
        for code in codes:
            path = self.dump(code)
            self.break_at(path, 3)
            cell = self.client.execute(code)
            self.stopped()
            self.interrupt()
            self.event("continued")
            self.assertEqual(self.finished(cell)[0]["ename"], "InterruptedError", code)
            self.assertEqual(self.result(self.client.execute("went")), "1", code)
            cell = self.client.execute(code)
            self.stopped()
            self.break_at(path)
            self.interrupt()
            self.finished(cell)

    def test_everything_else_answers_while_a_cell_stands(self):
        self.finished(self.client.execute("let clicks = 0;"))
        code = "clicks += 1;\nclicks += 1;"
        self.break_at(self.dump(code), 2)
        cell = self.client.execute(code)
        self.stopped()
        self.client.hb_channel.unpause()
        self.assertTrue(self.client.hb_channel.is_beating())
        self.assertEqual(self.reply(self.client.kernel_info())["content"]["status"], "ok")
        self.assertIn("clicks", self.reply(self.client.complete("clic", 4))["content"]["matches"])
        info = self.client.comm_info()
        waiting = self.client.execute("clicks")
        self.assertEqual(self.body("inspectVariables")["variables"][-1]["name"], "clicks")
        self.break_at(self.dump(code))
        self.go_on()
        self.assertEqual(self.finished(cell)[0]["status"], "ok")
        self.assertEqual(self.reply(info)["content"]["status"], "ok")
        self.assertEqual(self.result(waiting), "2")

    def test_two_front_ends_see_the_same(self):
        code = "let shared1 = 1;\nshared1 += 1;"
        path = self.dump(code)
        self.break_at(path, 2)
        self.attach()
        self.assertEqual(self.body("debugInfo")["breakpoints"][0]["breakpoints"][0]["line"], 2)
        cell = self.client.execute(code)
        self.stopped()
        self.attach()
        self.request("configurationDone")
        self.assertEqual(self.body("debugInfo")["stoppedThreads"], [1])
        self.assertEqual(self.place()[2], 2)
        self.request("disconnect")
        self.event("terminated")
        self.assertEqual(self.finished(cell)[0]["status"], "ok")
        refused = self.request("stackTrace", threadId=1)
        self.assertFalse(refused["success"])
        self.assertEqual(refused["body"]["stackFrames"], [])
        self.assertTrue(self.request("disconnect")["success"])
        self.assertFalse(self.body("debugInfo")["isStarted"])

    def test_what_nobody_knows_is_refused(self):
        self.assertFalse(self.request("nonsense")["success"])
        self.assertFalse(self.request("next", threadId=1)["success"])
        self.assertFalse(self.request("variables", variablesReference=999)["success"])
        self.assertFalse(self.request("source", source={"path": "/nowhere.ts"})["success"])
        self.send("debug_request", {}, channel="control")
        self.assertFalse(self.client.get_control_msg(timeout=HANG)["content"]["success"])


class Values(DebugCase):
    def test_variables_show_as_the_user_wrote_them(self):
        self.finished(self.client.execute(
            "import * as tf from '@tensorflow/tfjs';\nimport { basename as base } from 'node:path';\n"
            "const t = tf.tensor([[1, 2], [3, 4]]); const xs = [1, 2, 3]; const text = 'hi'; const none = undefined;\n"
            "const big = new Float32Array(1000); class Animal {} const arrow = (a: number) => a; const table = [{ a: 1 }, { a: 2 }];"
        ))
        shown = {each["name"]: each for each in self.body("inspectVariables")["variables"]}
        self.assertEqual(shown["t"]["value"], "Tensor float32 [2, 2] [[1, 2], [3, 4]]")
        self.assertEqual(shown["xs"]["value"], "[ 1, 2, 3 ]")
        self.assertEqual(shown["text"]["value"], "'hi'")
        self.assertEqual(shown["none"]["value"], "undefined")
        self.assertTrue(shown["big"]["value"].startswith("Float32Array(1000) [0, 0, 0, …"))
        self.assertEqual((shown["Animal"]["value"], shown["arrow"]["value"]), ("class Animal", "ƒ arrow()"))
        self.assertEqual(shown["base"]["value"], "ƒ basename()")
        self.assertEqual((shown["text"]["type"], shown["t"]["type"]), ("string", "Tensor"))
        self.assertEqual(self.variables(shown["xs"]["variablesReference"])["2"]["value"], "3")
        rich = self.body("richInspectVariables", variableName="table")["data"]
        self.assertIn("<table", rich["text/html"])
        self.assertIn("Tensor float32 [2, 2]", self.body("richInspectVariables", variableName="t")["data"]["text/plain"])
        self.body("initialize", clientID="jupyterlab")
        self.assertNotIn("type", self.body("inspectVariables")["variables"][0])
        self.request("disconnect")
        self.assertIn("xs", {each["name"]: each for each in self.body("inspectVariables")["variables"]})
        self.assertEqual(self.body("richInspectVariables", variableName="xs")["data"]["text/plain"].replace("\x1b[33m", "").replace("\x1b[39m", ""), "[ 1, 2, 3 ]")
        reply, outputs = self.finished(self.client.execute("debugger; 1"))
        self.assertEqual(reply["status"], "ok")

    def test_a_photo_shows_while_its_cell_stands(self):
        code = "import sharp from 'sharp';\nimport { openImage } from 'tsvision';\nconst file = `${process.cwd()}/debugged.png`;\nawait sharp({ create: { width: 9, height: 5, channels: 3, background: 'red' } }).png().toFile(file);\nconst photo = await openImage(file);\nphoto.shape"
        self.break_at(self.dump(code), 6)
        cell = self.client.execute(code)
        self.stopped()
        try:
            standing = self.body("richInspectVariables", variableName="photo", frameId=self.frames()[0]["id"])["data"]
            self.assertIn("image/png", standing)
            self.go_on()
            self.finished(cell)
            self.assertIn("image/jpeg", self.body("richInspectVariables", variableName="photo")["data"])
        finally:
            self.finished(self.client.execute("require('node:fs').rmSync(file)"))

    def test_a_local_becomes_a_variable_of_all_cells(self):
        code = "function keep() {\n  const kept = { a: 41 };\n  return kept.a;\n}\nkeep()"
        self.break_at(self.dump(code), 3)
        cell = self.client.execute(code)
        self.stopped()
        frame = self.frames()[0]["id"]
        self.body("copyToGlobals", srcVariableName="kept", dstVariableName="kept", srcFrameId=frame)
        self.assertFalse(self.request("copyToGlobals", srcVariableName="kept", dstVariableName="a b", srcFrameId=frame)["success"])
        self.go_on()
        self.finished(cell)
        self.assertEqual(self.result(self.client.execute("kept.a + 1")), "42")


class Restart(KernelCase):
    def test_two_that_begin_side_by_side_both_begin(self):
        """JupyterLab restores its debugger twice after a restart, and asks in between whether there is one."""
        front = DebugCase("attach")
        front.manager, front.client, front.sequence = self.manager, self.client, 0
        code = "let sideBySide = 1;\nsideBySide + 1"
        path = front.dump(code)
        line = {"breakpoints": [{"line": 2}], "source": {"path": path}}
        commands = ["debugInfo", "debugInfo", "initialize", "debugInfo", "initialize", "attach", "debugInfo", "setBreakpoints", "attach"]
        asked = {}
        for each in commands:
            content = {"type": "request", "seq": 1, "command": each, "arguments": line if each == "setBreakpoints" else {}}
            asked[front.send("debug_request", content, channel="control")] = None
        while None in asked.values():
            reply = self.client.get_control_msg(timeout=HANG)
            if reply["parent_header"].get("msg_id") in asked:
                asked[reply["parent_header"]["msg_id"]] = reply["content"]
        replies = list(asked.values())
        self.assertEqual([each["success"] for each in replies], [True] * len(commands))
        started = [each["body"]["isStarted"] for each, command in zip(replies, commands) if command == "debugInfo"]
        self.assertEqual(started, [False, False, True, True])
        front.events, front.outputs, front.replies = [], {}, {}
        cell = self.client.execute(code)
        front.stopped()
        front.body("disconnect")
        self.assertEqual(front.finished(cell)[0]["status"], "ok")

    def test_a_kernel_that_stands_restarts_and_ends(self):
        for end in ("restart", "shutdown"):
            front = DebugCase("attach")
            front.manager, front.client = start()
            try:
                front.setUp()
                code = "require('node:fs');\nwhile (true) { await null; }"
                front.break_at(front.dump(code), 2)
                front.client.execute(code)
                front.stopped()
                if end == "restart":
                    front.manager.restart_kernel()
                    front.client.wait_for_ready(timeout=HANG)
                    self.assertFalse(front.body("debugInfo")["isStarted"])
                    front.attach()
                    front.break_at(front.dump(code), 2)
                    front.client.execute(code)
                    front.stopped()
                front.manager.shutdown_kernel()
                self.assertFalse(front.manager.is_alive())
            finally:
                front.client.stop_channels()
                if front.manager.is_alive():
                    front.manager.shutdown_kernel(now=True)


if __name__ == "__main__":
    unittest.main()
