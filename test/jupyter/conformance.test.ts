import { expect, it } from 'vitest';
import { noJupyter, runPythonSuite } from './pythonSuite.js';

it.skipIf(noJupyter)(`passes jupyter_kernel_test${noJupyter ? `: ${noJupyter}` : ''}`, async () => {
  const output = await runPythonSuite('conformance.py');
  expect(output).toMatch(/Ran 13 tests[\s\S]*\nOK\n/);
});
