import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { unpackWheel, wheelMetadata } from '../../../src/engine/setup/unpackWheel.js';
import { zipOf } from '../../data/archives/zipOf.js';

const folder = mkdtempSync(join(tmpdir(), 'tsvision-wheel-'));
afterAll(() => rmSync(folder, { recursive: true }));

const path = join(folder, 'some-1.0-py3-none-any.whl');
const wheel = zipOf([
  ['some/lib/a.so', 'library'],
  ['some/module.py', 'code'],
  ['some-1.0.dist-info/METADATA', 'Name: some\nVersion: 1.0'],
]);
writeFileSync(path, wheel);

it('unpacks what is wanted where pip would put it', async () => {
  const target = join(folder, 'out');
  await unpackWheel(path, target, (name) => name.endsWith('.so'));
  expect(readFileSync(join(target, 'some/lib/a.so'), 'utf8')).toBe('library');
  expect(existsSync(join(target, 'some/module.py'))).toBe(false);
});

it('reads the metadata', async () => {
  expect(await wheelMetadata(path)).toBe('Name: some\nVersion: 1.0');
});
