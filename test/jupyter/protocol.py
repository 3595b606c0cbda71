"""What jupyter_kernel_test leaves out, driven by Python's jupyter_client."""

import json
import os
import queue
import random
import signal
import statistics
import subprocess
import sys
import threading
import time
import unittest

import zmq
from jupyter_client.manager import KernelManager
from jupyter_client.session import Session
from kernel_case import HANG, PORTS, KernelCase, scaled, start, text_of


class Messages(KernelCase):
    def test_forged_and_repeated_messages_are_ignored(self):
        self.value("let touched = 0")
        socket = self.client.shell_channel.socket
        forger = Session(key=b"not the key")
        for _ in range(scaled(1000, 200)):
            forger.send(socket, "execute_request", self.execute("touched += 1"))
        unsigned = Session(key=b"")
        unsigned.send(socket, "execute_request", self.execute("touched += 1"))
        message = self.client.session.msg("execute_request", self.execute("touched += 100"))
        for _ in range(3):
            self.client.session.send(socket, message)
        self.collect(message["header"]["msg_id"])
        self.assertEqual(self.value("touched"), "100")

    def test_unknown_messages_are_answered(self):
        request = self.send("nonsense_request", {})
        self.assertEqual(self.reply(request)["content"]["status"], "error")
        self.send("nonsense", {})
        self.send("debug_request", {}, channel="control")
        self.assert_alive()

    def test_mutated_messages_do_no_harm(self):
        session, socket = self.client.session, self.client.shell_channel.socket
        chance = random.Random(7)
        for _ in range(scaled(5000, 500)):
            frames = session.serialize(session.msg("execute_request", self.execute("1")))
            socket.send_multipart(self.mutated(frames, chance))
        self.drain()
        self.assert_alive()

    def test_every_odd_request_is_answered(self):
        chance = random.Random(8)
        sent = [(kind, self.send(kind, self.odd_content(chance))) for kind in chance.choices(KINDS, k=scaled(2000, 200))]
        for kind, request in sent:
            if kind.endswith("_request"):
                self.assertIsInstance(self.reply(request)["content"]["status"], str, kind)
        self.drain()
        self.assert_alive()

    def test_cells_run_in_order_and_none_is_lost(self):
        count = scaled(1000, 300)
        self.value("const order: number[] = []")
        requests = [self.client.execute(f"order.push({i})") for i in range(count)]
        replies = [self.client.get_shell_msg(timeout=HANG) for _ in requests]
        self.assertEqual([m["parent_header"]["msg_id"] for m in replies], requests)
        self.assertEqual(self.value(f"order.length === {count} && order.every((x, i) => x === i)"), "true")

    def test_an_error_aborts_what_waits_and_only_that(self):
        requests = [self.client.execute(code) for code in ("throw 1", "2", "3")]
        states = [self.reply(request)["content"]["status"] for request in requests]
        self.assertEqual(states, ["error", "aborted", "aborted"])
        self.assert_alive()
        requests = [self.client.execute(code, stop_on_error=False) for code in ("throw 1", "2")]
        self.assertEqual([self.reply(request)["content"]["status"] for request in requests], ["error", "ok"])

    def test_silent_cells_and_user_expressions(self):
        before = self.run_cell("0")[0]["execution_count"]
        _, outputs = self.run_cell("1", silent=True)
        self.assertEqual({m["msg_type"] for m in outputs}, {"status"})
        reply, _ = self.run_cell("2", user_expressions={"a": "1 + 1", "b": "nowhere"})
        self.assertEqual(reply["execution_count"], before + 1)
        self.assertEqual(reply["user_expressions"]["a"]["data"]["text/plain"], "2")
        self.assertEqual(reply["user_expressions"]["b"]["status"], "error")

    def test_positions_count_code_points(self):
        code = "'😀😀'; Number.MAX_S"
        request = self.client.complete(code, len(code))
        content = self.reply(request)["content"]
        self.assertEqual(content["matches"], ["MAX_SAFE_INTEGER"])
        self.assertEqual(code[content["cursor_start"] : content["cursor_end"]], "MAX_S")

    def test_completion_answers_while_a_cell_computes(self):
        self.value("const planet = { mercury: 1 }")
        with self.computing() as cell:
            matches = self.reply(self.client.complete("planet.mer", 10))["content"]["matches"]
            inspected = self.reply(self.client.inspect("Math.max", 8))["content"]
            self.assertNotIn(cell, self.replies)
        self.assertEqual(matches, ["mercury"])
        self.assertTrue(inspected["found"])
        self.assertEqual(self.reply(cell)["content"]["status"], "ok")

    def test_subshells_run_beside_a_cell_that_awaits(self):
        request = self.send("create_subshell_request", {}, channel="control")
        content = self.client.get_control_msg(timeout=HANG)["content"]
        subshell = content["subshell_id"]
        self.value("let release = () => {}")
        waiting = self.running("console.log('running'); await new Promise<void>((done) => { release = done })")
        message = self.client.session.msg("execute_request", self.execute("release(); 'beside'"))
        message["header"]["subshell_id"] = subshell
        self.client.session.send(self.client.shell_channel.socket, message)
        self.assertEqual(self.reply(message["header"]["msg_id"])["content"]["status"], "ok")
        self.assertEqual(self.reply(waiting)["content"]["status"], "ok")
        self.send("delete_subshell_request", {"subshell_id": subshell}, channel="control")
        self.assertEqual(self.client.get_control_msg(timeout=HANG)["content"]["status"], "ok")

    @staticmethod
    def execute(code):
        return {"code": code, "silent": False, "store_history": False, "allow_stdin": False, "stop_on_error": False}

    @staticmethod
    def mutated(frames, chance):
        frames = [bytearray(frame) for frame in frames]
        kind = chance.randrange(4)
        if kind == 0:
            del frames[chance.randrange(len(frames))]
        elif kind == 1:
            frame = frames[chance.randrange(len(frames))]
            if frame:
                frame[chance.randrange(len(frame))] ^= 1 << chance.randrange(8)
        elif kind == 2:
            frames.insert(chance.randrange(len(frames)), bytearray(chance.randbytes(20)))
        else:
            frames = frames[: chance.randrange(len(frames))] or [bytearray()]
        return [bytes(frame) for frame in frames]

    @staticmethod
    def odd_content(chance):
        odd = [None, 1, -1, 1e99, "", "x", [], {}, [[]], {"a": {}}, True, "\ud800".encode("utf8", "replace").decode()]
        return {key: chance.choice(odd) for key in KEYS if chance.random() < 0.6}


KINDS = ["execute_request", "complete_request", "inspect_request", "history_request", "is_complete_request"]
KINDS += ["comm_info_request", "comm_open", "comm_msg", "comm_close", "kernel_info_request", "x_request"]
KEYS = ["code", "cursor_pos", "detail_level", "hist_access_type", "n", "session", "pattern", "comm_id", "data"]
KEYS += ["target_name", "silent", "user_expressions", "stop_on_error", "store_history", "output"]


class Output(KernelCase):
    @classmethod
    def setUpClass(cls):
        # The usual limit is for pages; that nothing is lost on the way is another matter.
        os.environ["TSVISION_OUTPUT_LIMIT"] = "0"
        super().setUpClass()
        del os.environ["TSVISION_OUTPUT_LIMIT"]

    def test_ten_thousand_lines_arrive(self):
        _, outputs = self.run_cell("for (let i = 0; i < 10_000; i++) console.log(`line ${i}`)")
        self.assertEqual(text_of(outputs), "".join(f"line {i}\n" for i in range(10_000)))
        self.assertLess(len(outputs), 500)

    def test_output_appears_while_a_cell_computes(self):
        # The cell ends only when its line has been heard: a line that came afterwards would never come.
        with self.computing() as cell:
            self.assertNotIn(cell, self.replies)
        self.assertEqual(self.reply(cell)["content"]["status"], "ok")
        self.drain()

    def test_streams_and_displays_keep_their_order(self):
        _, outputs = self.run_cell(
            "console.log('a'); display({ 'text/plain': 'b' }, { raw: true }); process.stdout.write('c'); console.error('d')"
        )
        shown = [m["content"].get("text") or m["content"].get("data", {}).get("text/plain") for m in outputs]
        self.assertEqual([x for x in shown if x], ["a\n", "b", "c", "d\n"])

    def test_late_output_belongs_to_the_cell_that_caused_it(self):
        self.value("let go = () => {}")
        first = self.client.execute("new Promise<void>((done) => { go = done }).then(() => console.log('late')); 0")
        self.collect(first)
        self.client.execute("go()")
        while (message := self.client.get_iopub_msg(timeout=HANG))["msg_type"] != "stream":
            pass
        self.assertEqual(message["parent_header"]["msg_id"], first)

    def test_unhandled_errors_appear_in_the_cell_that_caused_them(self):
        for code in ("Promise.reject(new Error('lost')); 0", "setTimeout(() => { throw new Error('lost') }, 5); 0"):
            request = self.client.execute(code)
            while (message := self.client.get_iopub_msg(timeout=HANG))["msg_type"] != "error":
                pass
            self.assertEqual(message["content"]["evalue"], "lost")
            self.assertEqual(message["parent_header"]["msg_id"], request)
            self.assertEqual(self.reply(request)["content"]["status"], "ok")

    def test_displays_are_updated_and_cleared(self):
        _, outputs = self.run_cell(
            "const shown = { raw: true, displayId: 'one' };"
            "display({ 'text/plain': 'a' }, shown); display({ 'text/plain': 'b' }, { ...shown, update: true });"
            "clearOutput({ wait: true })"
        )
        kinds = [m["msg_type"] for m in outputs if m["msg_type"] not in ("status", "execute_input")]
        self.assertEqual(kinds, ["display_data", "update_display_data", "clear_output"])
        ids = {m["content"]["transient"]["display_id"] for m in outputs if "display_data" in m["msg_type"]}
        self.assertEqual(ids, {"one"})

    def test_much_output_arrives_whole(self):
        megabytes = scaled(100, 10)
        code = f"const mb = 'x'.repeat(1 << 20); for (let i = 0; i < {megabytes}; i++) process.stdout.write(mb)"
        _, outputs = self.run_cell(code, timeout=HANG)
        self.assertEqual(len(text_of(outputs)), megabytes << 20)


class Robustness(KernelCase):
    def test_a_cell_can_do_anything_and_the_kernel_lives(self):
        for code in HOSTILE:
            reply, _ = self.run_cell(code)
            self.assertIn(reply["status"], ("ok", "error"), code)
        self.assert_alive()

    def test_random_cells_are_all_answered(self):
        chance = random.Random(5)
        answered = {"ok": 0, "error": 0}
        for _ in range(scaled(2000, 150)):
            code = self.random_cell(chance)
            reply, _ = self.run_cell(code)
            self.assertIn(reply["status"], answered, code)
            answered[reply["status"]] += 1
        print(f"random cells: {answered}")
        self.assertGreater(min(answered.values()), 0)
        self.assert_alive()

    @staticmethod
    def random_cell(chance):
        """A few statements, good and hostile, at times with some characters lost, doubled or changed."""
        lines = [chance.choice(HOSTILE + ORDINARY) for _ in range(chance.randint(1, 4))]
        text = chance.choice(["\n", "; ", "\n\n"]).join(lines)
        if chance.random() < 0.5:
            return text
        characters = list(text)
        for _ in range(chance.randint(1, 5)):
            place = chance.randrange(len(characters))
            characters[place] = chance.choice(["", characters[place] * 2, chance.choice("(){}[]`'\"!%?;=<>\n\\é😀\u2028")])
        return "".join(characters)


ORDINARY = [
    "let a = 1",
    "var b = [1, 2, 3].map((n) => n * 2)",
    "b",
    "function twice(n: number) { return n * 2 }",
    "console.log('said', 1)",
    "await new Promise((done) => setTimeout(done, 1))",
    "interface P { x: number }",
    "const p: P = { x: 1 }",
    "for (const i of [1, 2]) console.error(i)",
    "class K { #x = 1; get x() { return this.#x } }",
    "new K().x",
    "import { sep } from 'node:path'",
    "display({ 'text/plain': 'shown' })",
    "%time 1 + 1",
    "!echo shell",
    "Math.max?",
    "setTimeout(() => { throw new Error('later') }, 1)",
    "%%capture\n1",
]

HOSTILE = [
    "process.exit(1)",
    "process.abort()",
    "process.kill(process.pid)",
    "throw null",
    "throw undefined",
    "throw { toString() { throw 1 } }",
    "(function f(): number { return 1 + f() })()",
    "const circle: any = {}; circle.me = circle; circle",
    "({ get broken() { throw new Error('no') } })",
    "({ [Symbol.for('Jupyter.display')]() { throw new Error('no') } })",
    "({ [Symbol.for('Jupyter.display')]() { return { 'text/plain': 1n } } })",
    "({ [Symbol.for('Jupyter.display')]() { const c: any = {}; c.c = c; return { 'application/json': c } } })",
    "new Proxy({}, { get() { throw new Error('no') }, ownKeys() { throw new Error('no') } })",
    "const e = new Error('x'); Object.defineProperty(e, 'stack', { get() { throw 1 } }); throw e",
    "Object.defineProperty(Object.prototype, 'zzz', { value: 1, configurable: true }); 1",
    "(globalThis as any).console = null; 1",
    "new Array(1e6).fill('x')",
    "'x'.repeat(1e6)",
    "Symbol('s')",
    "10n ** 50n",
    "await Promise.reject(new Error('x', { cause: new Error('y') }))",
    "queueMicrotask(() => { throw new Error('x') })",
    "process.stdout.end(); 1",
    "process.emit('SIGINT' as any); 1",
    "const = 1",
    "}{",
    "\u0000",
    "`${",
]


class Interrupts(KernelCase):
    LOOPS = {
        "a loop": "console.log('running'); while (true) {}",
        "an endless await": "console.log('running'); await new Promise(() => {})",
        "a loop after an await": "await new Promise((done) => setTimeout(done, 20)); console.log('running'); while (true) {}",
        "a loop in a timer": "setTimeout(() => { console.log('running'); while (true) {} }, 10); await new Promise(() => {})",
        "a loop of microtasks": "console.log('running'); for (;;) await null",
    }

    def interrupted(self, code, interrupt):
        self.value("let kept = 1")
        request = self.running(f"kept = 2; {code}")
        begun = time.monotonic()
        interrupt()
        self.collect(request)
        self.assertEqual(self.reply(request)["content"]["ename"], "InterruptedError")
        print(f"idle {time.monotonic() - begun:.2f} s after the interrupt")
        self.assertEqual(self.value("kept"), "2")

    def test_by_message(self):
        for name, code in self.LOOPS.items():
            with self.subTest(name):
                self.interrupted(code, self.manager.interrupt_kernel)

    def test_by_signal(self):
        pid = self.manager.provisioner.pid
        for name, code in self.LOOPS.items():
            with self.subTest(name):
                self.interrupted(code, lambda: os.kill(pid, signal.SIGINT))

    def test_idle_kernel_and_repeated_signals(self):
        for _ in range(20):
            os.kill(self.manager.provisioner.pid, signal.SIGINT)
            self.manager.interrupt_kernel()
        self.assert_alive_after_signals()

    def test_a_storm_of_signals(self):
        for count in range(scaled(20_000, 1000)):
            os.kill(self.manager.provisioner.pid, signal.SIGINT)
            if count % 3 == 0:
                time.sleep(0.0005)
        self.assert_alive_after_signals()
        self.assertTrue(self.manager.is_alive())

    def test_code_that_listens_ends_in_good_order(self):
        code = (
            f"const signal = {PORTS}.interruptSignal();"
            "console.log('running');"
            "while (!signal.aborted) await new Promise((done) => setTimeout(done, 10));"
            "'ended well'"
        )
        request = self.running(code)
        self.manager.interrupt_kernel()
        outputs = self.collect(request)
        results = [m["content"]["data"]["text/plain"] for m in outputs if m["msg_type"] == "execute_result"]
        self.assertEqual(results, ["'ended well'"])

    def test_heartbeat_goes_on_during_a_loop(self):
        socket = zmq.Context.instance().socket(zmq.REQ)
        socket.connect(f"tcp://{self.manager.ip}:{self.manager.hb_port}")
        times = []
        with self.computing() as cell:
            for _ in range(scaled(5000, 200)):
                begun = time.monotonic()
                socket.send(b"ping")
                self.assertTrue(socket.poll(30_000))
                self.assertEqual(socket.recv(), b"ping")
                times.append((time.monotonic() - begun) * 1000)
                time.sleep(0.01)
        socket.close(0)
        p99 = statistics.quantiles(times, n=100)[98]
        print(f"heartbeat: {len(times)} beats, median {statistics.median(times):.2f} ms, p99 {p99:.2f} ms")
        self.assertEqual(self.reply(cell)["content"]["status"], "ok")


class FrontEndWidget:
    """The front end's half of a widget, by the rules of @jupyter-widgets/base: what it changed itself holds until
    the kernel's echo of its last change is there."""

    def __init__(self, case, code):
        self.case, self.sent, self.heard, self.expected = case, 0, 0, {}
        request = case.client.execute(code)
        outputs = case.collect(request)
        opened = [m["content"] for m in outputs if m["msg_type"] == "comm_open"]
        self.comm = next(c["comm_id"] for c in opened if c["data"]["state"]["_model_name"] == "IntSliderModel")
        self.state = dict(next(c["data"]["state"] for c in opened if c["comm_id"] == self.comm))
        self.last = None
        self.idle = set()

    def change(self, state):
        self.state.update(state)
        data = {"method": "update", "state": state, "buffer_paths": []}
        self.last = self.case.send("comm_msg", {"comm_id": self.comm, "data": data})
        self.expected.update({key: self.last for key in state})
        self.sent += 1
        while self.hear(0):
            pass

    def hear(self, timeout):
        try:
            message = self.case.client.get_iopub_msg(timeout=timeout)
        except queue.Empty:
            return False
        content, parent = message["content"], message["parent_header"].get("msg_id")
        if content.get("execution_state") == "idle":
            self.idle.add(parent)
        if message["msg_type"] == "comm_msg" and content["comm_id"] == self.comm:
            self.take(content["data"], parent)
        return True

    def take(self, data, parent):
        state = dict(data["state"])
        if data["method"] == "echo_update":
            for key in list(state):
                if key not in self.expected:
                    continue
                if self.expected[key] == parent:
                    del self.expected[key]
                else:
                    del state[key]
        else:
            self.heard += 1
        self.state.update(state)

    def settle(self):
        end = time.monotonic() + 60
        while self.last not in self.idle and time.monotonic() < end:
            self.hear(1)
        while self.hear(0.3):
            pass


class Comms(KernelCase):
    def open_echo(self):
        self.value(
            f"{PORTS}.comms.registerTarget('echo', (comm: any) => "
            "comm.onMessage((m: any) => comm.send(m.data, { buffers: m.buffers, metadata: m.metadata })))"
        )
        opened = self.send("comm_open", {"comm_id": "c1", "target_name": "echo", "data": {}})
        self.collect(opened)

    def test_buffers_come_back_bit_for_bit(self):
        self.open_echo()
        chance = random.Random(3)
        buffers = [chance.randbytes(5_000_000), b"", chance.randbytes(7)]
        request = self.send("comm_msg", {"comm_id": "c1", "data": {"n": 1}}, buffers=buffers, metadata={"k": "v"})
        outputs = self.collect(request)
        self.assertEqual([m["msg_type"] for m in outputs], ["status", "comm_msg", "status"])
        self.assertEqual([bytes(b) for b in outputs[1]["buffers"]], buffers)
        self.assertEqual(outputs[1]["content"], {"comm_id": "c1", "data": {"n": 1}})
        self.assertEqual(outputs[1]["metadata"], {"k": "v"})

    def test_comms_are_heard_while_a_cell_awaits(self):
        self.open_echo()
        self.value("let release = () => {}")
        cell = self.running("console.log('running'); await new Promise<void>((done) => { release = done })")
        outputs = self.collect(self.send("comm_msg", {"comm_id": "c1", "data": {"during": True}}))
        self.assertEqual([m["msg_type"] for m in outputs], ["status", "comm_msg", "status"])
        self.assertNotIn(cell, self.replies)
        self.manager.interrupt_kernel()
        self.assertEqual(self.reply(cell)["content"]["ename"], "InterruptedError")

    def test_an_unknown_target_is_closed(self):
        request = self.send("comm_open", {"comm_id": "c9", "target_name": "nobody", "data": {}})
        outputs = self.collect(request)
        self.assertEqual(outputs[1]["msg_type"], "comm_close")
        self.assertEqual(outputs[1]["content"]["comm_id"], "c9")
        self.send("comm_msg", {"comm_id": "nowhere", "data": {}})
        self.assert_alive()

    def test_comms_of_the_kernel_are_listed_and_closed(self):
        reply, outputs = self.run_cell(f"const mine = {PORTS}.comms.open('plot', {{ a: 1 }}, {{ commId: 'k1' }}); 0")
        self.assertEqual(reply["status"], "ok")
        opened = [m["content"] for m in outputs if m["msg_type"] == "comm_open"]
        self.assertEqual(opened, [{"comm_id": "k1", "target_name": "plot", "data": {"a": 1}}])
        request = self.send("comm_info_request", {"target_name": "plot"})
        self.assertEqual(self.reply(request)["content"]["comms"], {"k1": {"target_name": "plot"}})
        self.value("let heard = ''; mine.onMessage((m: any) => { heard += m.data.text })")
        for text in "abc":
            self.collect(self.send("comm_msg", {"comm_id": "k1", "data": {"text": text}}))
        self.assertEqual(self.value("heard"), "'abc'")
        self.collect(self.send("comm_close", {"comm_id": "k1", "data": {}}))
        request = self.send("comm_info_request", {})
        self.assertNotIn("k1", self.reply(request)["content"]["comms"])

    def test_random_updates_from_both_sides_converge(self):
        count = scaled(10_000, 1000) // 2
        widget = FrontEndWidget(
            self,
            "import { widgets } from 'tsvision'; const slider = new widgets.IntSlider({ min: 0, max: 1_000_000 }); slider",
        )
        cell = self.client.execute(
            f"for (let i = 0; i < {count}; i++) {{"
            "  slider.value = (i * 7919) % 1_000_003 % 1_000_000;"
            "  if (i % 3 === 0) slider.description = `text ${i}`;"
            "  if (i % 5 === 0) await new Promise((done) => setImmediate(done)); }"
        )
        chance = random.Random(8)
        for _ in range(count):
            widget.change(chance.choice([{"value": chance.randrange(1_000_000)}, {"description": f"front {chance.random()}"}]))
        self.assertEqual(self.reply(cell, 120)["content"]["status"], "ok")
        widget.settle()
        kernel = json.loads(self.value("JSON.stringify({ value: slider.value, description: slider.description })")[1:-1])
        self.assertEqual({key: widget.state[key] for key in kernel}, kernel)
        print(f"widget: {widget.sent} updates from the front, {widget.heard} from the kernel")
        self.assertGreaterEqual(widget.heard, count)

    def test_a_failing_listener_shows_its_error_and_the_kernel_gets_idle(self):
        self.value(f"{PORTS}.comms.registerTarget('bad', () => {{ throw new Error('in the listener') }})")
        outputs = self.collect(self.send("comm_open", {"comm_id": "c7", "target_name": "bad", "data": {}}))
        self.assertEqual([m["msg_type"] for m in outputs], ["status", "error", "status"])
        self.assert_alive()


class Input(KernelCase):
    def answer(self, code, *answers):
        request = self.client.execute(code, allow_stdin=True)
        prompts = []
        for answer in answers:
            asked = self.client.get_stdin_msg(timeout=HANG)["content"]
            prompts.append(asked)
            self.client.input(answer)
        outputs = self.collect(request)
        results = [m["content"]["data"]["text/plain"] for m in outputs if m["msg_type"] == "execute_result"]
        return prompts, results, self.reply(request)["content"]

    def test_prompt_and_confirm_wait_like_a_browser(self):
        prompts, results, _ = self.answer("[prompt('name?'), confirm('sure?')].join()", "Ada ☺", "yes")
        self.assertEqual([p["prompt"] for p in prompts], ["name? ", "sure? [y/N] "])
        self.assertEqual(results, ["'Ada ☺,true'"])

    def test_input_is_awaited_and_may_hide_what_is_typed(self):
        prompts, results, _ = self.answer("await input('key: ', { password: true })", "secret")
        self.assertEqual(prompts, [{"prompt": "key: ", "password": True}])
        self.assertEqual(results, ["'secret'"])

    def test_without_a_front_end_that_answers_it_says_so(self):
        reply, _ = self.run_cell("prompt('x')", allow_stdin=False)
        self.assertEqual(reply["ename"], "InputUnavailableError")

    def test_an_interrupt_ends_the_waiting(self):
        for code in ("prompt('x')", "await input('x')"):
            request = self.client.execute(code, allow_stdin=True)
            self.client.get_stdin_msg(timeout=HANG)
            self.manager.interrupt_kernel()
            self.collect(request)
            self.assertEqual(self.reply(request)["content"]["ename"], "InterruptedError")
        self.assert_alive()


class Lifetime(unittest.TestCase):
    def test_restarts_leave_no_process(self):
        manager, client = start()
        pids = []
        for _ in range(scaled(50, 3)):
            pids.append(manager.provisioner.pid)
            begun = time.monotonic()
            manager.restart_kernel(now=False)
            client.wait_for_ready(timeout=HANG)
            print(f"restart: {time.monotonic() - begun:.2f} s")
        pids.append(manager.provisioner.pid)
        client.stop_channels()
        manager.shutdown_kernel()
        self.assertEqual([pid for pid in pids if alive(pid)], [])

    def test_shutdown_ends_a_kernel_that_loops(self):
        manager, client = start()
        client.execute("console.log('running'); while (true) {}")
        while client.get_iopub_msg(timeout=HANG)["msg_type"] != "stream":
            pass
        pid = manager.provisioner.pid
        client.shutdown()
        self.assertTrue(eventually(lambda: not alive(pid), HANG))
        client.stop_channels()
        manager.shutdown_kernel(now=True)

    def test_a_first_cell_waits_for_somebody_who_listens(self):
        manager = KernelManager(kernel_name="tsvision")
        manager.start_kernel(stdout=-3, stderr=-3)
        client = manager.client()
        client.start_channels(iopub=False, stdin=False, hb=False, control=False)
        client.kernel_info()
        client.get_shell_msg(timeout=HANG)
        request = client.execute("1 + 1")
        client.iopub_channel.start()
        seen = []
        while not seen or seen[-1]["content"].get("execution_state") != "idle":
            message = client.get_iopub_msg(timeout=HANG)
            if message["parent_header"].get("msg_id") == request:
                seen.append(message)
        self.assertEqual(
            [message["msg_type"] for message in seen], ["status", "execute_input", "execute_result", "status"]
        )
        client.stop_channels()
        manager.shutdown_kernel()

    def test_a_kernel_does_not_outlive_its_parent(self):
        code = (
            "from kernel_case import start; manager, client = start();"
            "print(manager.provisioner.pid, flush=True); import os, signal; os.kill(os.getpid(), signal.SIGKILL)"
        )
        parent = subprocess.run([sys.executable, "-c", code], cwd=os.path.dirname(__file__), capture_output=True)
        pid = int(parent.stdout.split()[-1])
        self.assertTrue(eventually(lambda: not alive(pid), HANG))


def alive(pid):
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def eventually(condition, seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.1)
    return False


if __name__ == "__main__":
    unittest.main()
