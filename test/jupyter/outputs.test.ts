import { describe, it } from 'vitest';
import { noJupyter, runPythonSuite } from './pythonSuite.js';

describe.skipIf(noJupyter)(`where output goes${noJupyter ? `: ${noJupyter}` : ''}`, () => {
  it('to its cell, its area or its log, and nowhere else (ipywidgets#2612, jupyterlab#7365)', async () => {
    await runPythonSuite('outputs.py');
  });
});
