import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { libraryKey, libraryStamp } from '../../scripts/setup/library.mjs';
import { packageRoot } from '../../src/core/index.js';

it('workers run from a build of the code that is tested, whoever started the tests', () => {
  expect(readFileSync(join(packageRoot(), libraryStamp), 'utf8')).toBe(libraryKey());
});
