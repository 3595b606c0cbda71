import { expect, it } from 'vitest';
import { noJupyter, runPythonSuite } from './pythonSuite.js';

it.skipIf(noJupyter)(
  `does what Deno's kernel is tested for${noJupyter ? `: ${noJupyter}` : ''}`,
  async () => {
    const output = await runPythonSuite('deno_behaviour.py');
    expect(output).toMatch(/Ran 23 tests[\s\S]*\nOK\n/);
  },
);
