import { expect, it } from 'vitest';
import { noJupyter, runPythonSuite } from '../pythonSuite.js';

const isNightly = process.env.TSVISION_NIGHTLY === '1';
const [suite, count] = isNightly ? ['Packages', 50] : ['Light', 5];

it.skipIf(noJupyter)(`packages of npm run, complete and explain themselves${noJupyter ?? ''}`, async () => {
  const output = await runPythonSuite('packages/packages.py', {}, [suite]);
  expect(output).toContain(`${count} packages, ${count} without a fault`);
});
