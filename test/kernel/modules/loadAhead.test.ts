import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { ModuleLoader } from '../../../src/kernel/modules/moduleLoader.js';
import { NotebookPackages } from '../../../src/kernel/packages/notebookPackages.js';

// A package of our name, whose modules say that they have been loaded.
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'load-ahead-')));
const loaded: string[] = [];
(globalThis as Record<string, unknown>).loadedAhead = loaded;
const marker = (name: string): void =>
  writeFileSync(join(folder, `${name}.js`), `globalThis.loadedAhead.push('${name}');`);
writeFileSync(
  join(folder, 'package.json'),
  JSON.stringify({ name: 'tsvision', type: 'module', exports: { './*': './*.js' } }),
);
for (const name of ['named', 'everything', 'never']) marker(name);
const unused = async (): Promise<never> => {
  throw new Error('nothing here is compiled');
};
const loader = new ModuleLoader({
  packageRoot: folder,
  packages: new NotebookPackages(folder),
  compile: unused,
  compiled: () => {},
  write: () => {},
});

afterAll(() => {
  delete (globalThis as Record<string, unknown>).loadedAhead;
  rmSync(folder, { recursive: true, force: true });
});

it('loads what of ours a cell imports before the cell runs, and nothing else', async () => {
  loader.loadAhead(
    [
      "import { a } from 'tsvision/named';",
      'import * as all from "tsvision/everything";',
      "import elsewhere from './never.js';",
      "import other from 'never';",
      "import gone from 'tsvision/gone';",
      "const later = () => import('tsvision/never');",
    ].join('\n'),
    folder,
  );
  await expect.poll(() => [...loaded].sort()).toEqual(['everything', 'named']);
  // What comes after it finds the very same module.
  await loader.import('tsvision/named', { folder });
  expect([...loaded].sort()).toEqual(['everything', 'named']);
});
