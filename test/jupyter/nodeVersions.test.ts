import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { noJupyter, runPythonSuite } from './pythonSuite.js';

const folder = resolve(import.meta.dirname, '../../.cache/nodes/node_modules');
const nodes = existsSync(folder) ? readdirSync(folder).filter((name) => name.startsWith('node-')) : [];
const missing =
  noJupyter ?? (nodes.length > 0 ? undefined : 'npm test brings other Nodes for linux-x64 only');

describe.skipIf(missing)(`the kernel on other versions of Node${missing ? `: ${missing}` : ''}`, () => {
  it.each(nodes)('%s', async (name) => {
    const node = join(folder, name, 'bin/node');
    const output = await runPythonSuite('node_versions.py', { TSVISION_KERNEL_NODE: node });
    expect(output).toContain(`v${name.replace('node-', '')}`);
    expect(output).toMatch(/Ran \d+ tests?[\s\S]*\nOK\n/);
  });
});
