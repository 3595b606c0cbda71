import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  atomicWrite,
  FileWriteError,
  ownedName,
  sweepLeftovers,
  writeDraft,
} from '../../../src/core/index.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tsvision-write-'));
});

describe('atomicWrite', () => {
  it('makes missing folders, and leaves nothing beside the file', async () => {
    await atomicWrite(join(folder, 'a/b/c.txt'), 'text');
    expect(readFileSync(join(folder, 'a/b/c.txt'), 'utf8')).toBe('text');
    expect(readdirSync(join(folder, 'a/b'))).toEqual(['c.txt']);
  });

  it('keeps permissions of the old file; a new one has those that were asked for', async () => {
    const path = join(folder, 'script.sh');
    writeFileSync(path, 'old');
    chmodSync(path, 0o750);
    await atomicWrite(path, 'new');
    expect(statSync(path).mode & 0o777).toBe(0o750);
    await atomicWrite(join(folder, 'secret'), 'new', { mode: 0o600 });
    expect(statSync(join(folder, 'secret')).mode & 0o777).toBe(0o600);
  });

  it('writes what a link leads to, also where nothing is there yet', async () => {
    mkdirSync(join(folder, 'real'));
    symlinkSync('real/a', join(folder, 'a'));
    for (const text of ['first', 'second']) {
      await atomicWrite(join(folder, 'a'), text);
      expect(lstatSync(join(folder, 'a')).isSymbolicLink()).toBe(true);
      expect(readFileSync(join(folder, 'real/a'), 'utf8')).toBe(text);
    }
  });

  it('lets the last of several calls win', async () => {
    const path = join(folder, 'a');
    const sizes = [300_000, 10, 50_000, 1];
    await Promise.all(sizes.map((size, i) => atomicWrite(path, String(i).repeat(size))));
    expect(readFileSync(path, 'utf8')).toBe('3');
    expect(readdirSync(folder)).toEqual(['a']);
  });

  it('writes into a device instead of replacing it', async () => {
    await atomicWrite('/dev/null', 'text');
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
  });

  it('leaves the old file when what fills the new one fails, and passes that error on', async () => {
    const path = join(folder, 'a');
    writeFileSync(path, 'old');
    const reset = Object.assign(new Error('reset'), { code: 'ECONNRESET' });
    const fill = writeDraft(path, async (draft) => {
      await draft.write('half');
      throw reset;
    });
    await expect(fill).rejects.toBe(reset);
    expect(readFileSync(path, 'utf8')).toBe('old');
    expect(readdirSync(folder)).toEqual(['a']);
  });

  it.each([
    ['a folder in the place of the file', () => folder, 'EISDIR'],
    ['a file in the place of a folder', () => join(folder, 'file/b/c'), 'ENOTDIR'],
    ['a name that is too long', () => join(folder, 'x'.repeat(300)), 'ENAMETOOLONG'],
    ['links in a circle', () => join(folder, 'loop'), 'ELOOP'],
  ])('says what is wrong with %s', async (_what, path, code) => {
    writeFileSync(join(folder, 'file'), '');
    symlinkSync('loop', join(folder, 'loop'));
    const error = await atomicWrite(path(), 'text').catch((e: unknown) => e);
    expect(error).toBeInstanceOf(FileWriteError);
    expect(error).toMatchObject({ code, path: path(), remedy: expect.stringMatching(/\w/) });
  });

  it('does not replace a write-protected file', async ({ skip }) => {
    skip(process.getuid?.() === 0, 'the administrator may write everything');
    const path = join(folder, 'a');
    writeFileSync(path, 'old', { mode: 0o444 });
    await expect(atomicWrite(path, 'new')).rejects.toMatchObject({ code: 'EPROTECTED' });
    expect(readFileSync(path, 'utf8')).toBe('old');
  });
});

describe('leftovers', () => {
  it('of processes that are gone are swept, those of living ones stay', async () => {
    const mine = ownedName('.new-');
    const [host, , started, word] = mine.slice('.new-'.length).split('-') as [string, string, string, string];
    const gone = `.new-${host}-${2 ** 22 + 1}-${started}-${word}`;
    const reused = `.new-${host}-${process.pid}-1${started}-${word}`;
    for (const name of [mine, gone, reused]) mkdirSync(join(folder, name, 'deep'), { recursive: true });
    writeFileSync(join(folder, '.new-something-else'), '');
    await sweepLeftovers(folder, '.new-');
    expect(existsSync(join(folder, gone))).toBe(false);
    expect(readdirSync(folder).sort()).toEqual(['.new-something-else', mine].sort());
    rmSync(folder, { recursive: true });
  });
});
