"""jupyter_kernel_test's own suite, all twelve tests, and iopub_welcome."""

import unittest

import jupyter_kernel_test as suite

from kernel_case import HANG


class TsvisionKernelTests(suite.KernelTests):
    def execute_helper(self, *args, **options):
        """The suite gives each output 0.1 s to arrive, which says how busy the machine is."""
        channel = self.kc.iopub_channel
        get = channel.get_msg
        channel.get_msg = lambda timeout=None: get(timeout=HANG)
        try:
            return super().execute_helper(*args, **options)
        finally:
            channel.get_msg = get

    kernel_name = "tsvision"
    language_name = "typescript"
    file_extension = ".ts"
    code_hello_world = "console.log('hello, world')"
    code_stderr = "console.error('oops')"
    completion_samples = [{"text": "Number.MAX_S", "matches": {"MAX_SAFE_INTEGER"}}]
    complete_code_samples = ["1", "const a = 1", "function f() { return 2 }", "for (const x of [1]) { x }"]
    incomplete_code_samples = ["function f() {", "const a = [1,", "`open"]
    invalid_code_samples = ["const = 3", "let x = ) 1"]
    code_page_something = "Math.max?"
    code_generate_error = "throw new Error('boom')"
    code_execute_result = [
        {"code": "6 * 7", "result": "42", "mime": "text/plain"},
        {"code": "'a' + 'b'", "result": "'ab'", "mime": "text/plain"},
    ]
    code_display_data = [
        {"code": "display({ 'text/html': '<b>x</b>', 'text/plain': 'x' }, { raw: true })", "mime": "text/html"},
        {"code": "await display(1)", "mime": "text/plain"},
    ]
    supported_history_operations = ("tail", "range", "search")
    code_history_pattern = "6*7*"
    code_inspect_sample = "Math.max"
    code_clear_output = "clearOutput()"


class TsvisionIopubWelcomeTests(suite.IopubWelcomeTests):
    kernel_name = "tsvision"
    support_iopub_welcome = True


if __name__ == "__main__":
    unittest.main()
