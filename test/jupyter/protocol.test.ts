import { describe, expect, it } from 'vitest';
import { noJupyter, runPythonSuite } from './pythonSuite.js';

const suites = ['Messages', 'Output', 'Robustness', 'Interrupts', 'Comms', 'Input', 'Lifetime'];

describe.skipIf(noJupyter)(`the kernel, driven by jupyter_client${noJupyter ? `: ${noJupyter}` : ''}`, () => {
  // TSVISION_NIGHTLY=1 runs the long forms: 60 s of heartbeats, 50 restarts, 1,000 cells, 5,000 odd messages.
  it.each(suites)('%s', async (suite) => {
    const output = await runPythonSuite('protocol.py', {}, [suite]);
    expect(output).toMatch(/Ran \d+ tests?[\s\S]*\nOK\n/);
  });
});
