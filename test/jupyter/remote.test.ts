import { describe, expect, it } from 'vitest';
import { noJupyter, runPythonSuite } from './pythonSuite.js';

const suites = ['Remote', 'InContainer', 'WrongFiles'];

describe.skipIf(noJupyter)(
  `the kernelspec with a remote launcher's connection file${noJupyter ? `: ${noJupyter}` : ''}`,
  () => {
    it.each(suites)('%s', async (suite) => {
      const output = await runPythonSuite('remote.py', {}, [suite]);
      expect(output).toMatch(/Ran \d+ tests?[\s\S]*\nOK\n/);
    });
  },
);
