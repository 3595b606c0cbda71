import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { formerExport, removeFormer } from '../../../src/train/webExport/formerExport.js';
import { keptList } from '../../../src/web/page/keptList.js';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

it('removes what an export of before wrote, and nothing else', async () => {
  const root = await mkdtemp(join(tmpdir(), 'tsvision-former-'));
  const folder = join(root, 'bears');
  await mkdir(folder);
  const files = ['index.html', 'chunk-OLD.js', 'changed.js', '../outside.js'].map((name) => ({
    name,
    sha256: sha256(name),
  }));
  for (const { name } of files) await writeFile(join(folder, name), name === 'changed.js' ? 'by hand' : name);
  await writeFile(join(folder, 'chunk-STRANGER.js'), 'chunk-OLD.js');
  await writeFile(join(folder, 'sw.js'), `${keptList({ version: '1', files })}the program`);
  const former = await formerExport(folder);
  expect(former).toEqual(files);
  await removeFormer(folder, former, new Set(['index.html', 'sw.js']));
  expect((await readdir(folder)).sort()).toEqual(['changed.js', 'chunk-STRANGER.js', 'index.html', 'sw.js']);
  expect(await readdir(root)).toContain('outside.js');
});

it('knows of nothing where there was no export, or another program has its name', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tsvision-former-'));
  expect(await formerExport(folder)).toEqual([]);
  for (const program of [
    'self.addEventListener("fetch", () => {})',
    'const exported = {"files":[1,{}]};\n',
  ]) {
    await writeFile(join(folder, 'sw.js'), program);
    expect(await formerExport(folder)).toEqual([]);
  }
});
