import {
  lstatSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { moveAcrossDisks, moveFile } from '../../../src/data/trash/moveFile.js';
import { folderOf, inventory } from '../../clean/support/photoFolder.js';

describe('moveFile', () => {
  it('never replaces what is there', async () => {
    const root = await folderOf(['a.jpg', 'b.jpg']);
    const before = inventory(root);
    await expect(moveFile(join(root, 'a.jpg'), join(root, 'b.jpg'))).rejects.toMatchObject({
      code: 'EEXIST',
    });
    expect(inventory(root)).toEqual(before);
  });
});

describe('moveAcrossDisks', () => {
  it('keeps bytes and times, and leaves no part behind', async () => {
    const root = await folderOf(['a.jpg']);
    const { mtimeMs } = statSync(join(root, 'a.jpg'));
    await moveAcrossDisks(join(root, 'a.jpg'), join(root, 'b.jpg'));
    expect(Object.keys(inventory(root))).toEqual(['b.jpg']);
    expect(statSync(join(root, 'b.jpg')).mtimeMs).toBeCloseTo(mtimeMs, 0);
    expect(readFileSync(join(root, 'b.jpg'), 'utf8')).toBe('content of a.jpg');
  });

  it('carries a link over as a link', async () => {
    const root = await folderOf(['a.jpg']);
    symlinkSync('elsewhere', join(root, 'link'));
    await moveAcrossDisks(join(root, 'link'), join(root, 'moved'));
    expect(lstatSync(join(root, 'moved')).isSymbolicLink()).toBe(true);
    expect(readlinkSync(join(root, 'moved'))).toBe('elsewhere');
  });

  it('is what moveFile does between two disks', async ({ skip }) => {
    const shm = await import('node:fs').then(({ existsSync }) => existsSync('/dev/shm'));
    if (!shm) skip('no second disk (/dev/shm) on this machine');
    const root = await folderOf(['a.jpg']);
    const other = mkdtempSync('/dev/shm/tsvision-');
    if (statSync(root).dev === statSync(other).dev) skip('/dev/shm is the same disk as the temporary folder');
    writeFileSync(join(other, 'taken.jpg'), '');
    await moveFile(join(root, 'a.jpg'), join(other, 'deep/a.jpg'));
    expect(readFileSync(join(other, 'deep/a.jpg'), 'utf8')).toBe('content of a.jpg');
    expect(inventory(root)).toEqual({});
  });
});
