"""What differs between versions of Node: starting, modules, interrupts, widgets and TensorFlow."""

import unittest

import protocol
from kernel_case import KernelCase


class Language(KernelCase):
    def test_version(self):
        print(self.value("process.version"))

    def test_modules_and_types(self):
        self.value("import { basename } from 'node:path'; import { widgets } from 'tsvision'")
        self.assertEqual(self.value("basename('a/b.txt') + (await import('node:os')).EOL.length"), "'b.txt1'")
        self.assertEqual(self.value("const s: widgets.IntSlider = new widgets.IntSlider({ value: 3 }); s.value"), "3")
        reply, _ = self.run_cell("const wrong: number = 'text'")
        self.assertEqual(reply["ename"], "TypeScriptError")

    def test_tensorflow(self):
        self.value("import { engineInfo, engineReady, tf } from 'tsvision'; await engineReady()")
        self.assertEqual(self.value("tf.matMul([[1, 2]], [[3], [4]]).dataSync().join()"), "'11'")
        self.assertEqual(self.value("(await engineInfo()).backend"), "'tensorflow'")

    def test_errors_nobody_catches(self):
        self.value("setTimeout(() => { throw new Error('later') }, 1); void Promise.reject(new Error('x')); 0")
        self.assert_alive()


class Interrupts(protocol.Interrupts):
    pass


if __name__ == "__main__":
    unittest.main()
