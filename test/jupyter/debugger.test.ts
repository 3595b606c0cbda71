import { describe, expect, it } from 'vitest';
import { noJupyter, runPythonSuite } from './pythonSuite.js';

const suites = ['Breakpoints', 'Running', 'Values', 'Restart'];

describe.skipIf(noJupyter)(
  `the debugger, driven by jupyter_client${noJupyter ? `: ${noJupyter}` : ''}`,
  () => {
    it.each(suites)('%s', async (suite) => {
      const output = await runPythonSuite('debugger.py', {}, [suite]);
      expect(output).toMatch(/Ran \d+ tests?[\s\S]*\nOK\n/);
    });
  },
);
