import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
} from 'node:fs';
import { appendFile, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FolderLockedError } from '../../../src/core/index.js';
import { FileMoveError, FilesVanishedError } from '../../../src/data/index.js';
import { commonFolder, moveToTrash } from '../../../src/data/trash/moveToTrash.js';
import { newTransactionId } from '../../../src/data/trash/moveTransaction.js';
import { listMoves, undoTrash } from '../../../src/data/trash/undoMoves.js';
import { contentSet, folderOf, inventory } from '../../clean/support/photoFolder.js';

const at = (root: string, ...files: string[]): string[] => files.map((file) => join(root, file));

describe('moveToTrash', () => {
  it('moves beside the data, keeps relative paths, writes a journal, and takes back to the same bytes and times', async () => {
    const root = await folderOf(['black/a.jpg', 'grizzly/a.jpg', 'grizzly/b.jpg']);
    const before = inventory(root);
    const receipt = await moveToTrash(at(root, 'black/a.jpg', 'grizzly/a.jpg'), {
      root,
      reason: 'top losses',
      scores: [4.5, 3.25],
    });
    expect(Object.keys(inventory(root))).toEqual(['grizzly/b.jpg']);
    expect(receipt.moved.map(({ to }) => to)).toEqual(
      at(root, `.trash/${receipt.id}/black/a.jpg`, `.trash/${receipt.id}/grizzly/a.jpg`),
    );
    const lines = readFileSync(join(root, '.trash/journal.jsonl'), 'utf8').trim().split('\n');
    expect(JSON.parse(lines[1] as string)).toMatchObject({
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      path: 'black/a.jpg',
      sha256: before['black/a.jpg']?.split(' ')[0],
      old: 'black',
      reason: 'top losses',
      score: 4.5,
    });
    await receipt.undo();
    expect(inventory(root)).toEqual(before);
    expect(readdirSync(join(root, '.trash'))).toEqual(['journal.jsonl']);
  });

  it('gives any list of files back, whatever they are called', async () => {
    const name = fc
      .string({ minLength: 1, maxLength: 40, unit: 'grapheme' })
      .map((text) => text.replaceAll(/[/\\\0]/g, '_').slice(0, 40))
      .filter((text) => text !== '.' && text !== '..' && text !== '.trash' && Buffer.byteLength(text) < 200);
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.tuple(fc.constantFrom('a', 'b, c', 'd"e'), name), {
          minLength: 1,
          maxLength: 6,
          selector: ([folder, file]) => `${folder}/${file}`.normalize().toLowerCase(),
        }),
        async (names) => {
          const files = names.map(([folder, file]) => `${folder}/${file}.jpg`);
          const root = await folderOf(files);
          const before = inventory(root);
          await moveToTrash(at(root, ...files), { root });
          expect(inventory(root)).toEqual({});
          await undoTrash(root);
          expect(inventory(root)).toEqual(before);
          await rm(root, { recursive: true });
        },
      ),
      { numRuns: 25 },
    );
  });

  it('takes back several, the last first, and one by name', async () => {
    const root = await folderOf(['a.jpg', 'b.jpg', 'c.jpg']);
    const first = await moveToTrash(at(root, 'a.jpg'), { root });
    await moveToTrash(at(root, 'b.jpg'), { root });
    expect(await undoTrash(root, first.id)).toBe(1);
    expect(Object.keys(inventory(root))).toEqual(['a.jpg', 'c.jpg']);
    expect(await undoTrash(root)).toBe(1);
    expect(await undoTrash(root)).toBe(0);
    expect(Object.keys(inventory(root))).toEqual(['a.jpg', 'b.jpg', 'c.jpg']);
  });

  it('gives a returning file a new name when another has taken its own', async () => {
    const root = await folderOf(['bears/a.jpg']);
    await moveToTrash(at(root, 'bears/a.jpg'), { root });
    await writeFile(join(root, 'bears/a.jpg'), 'a newer one');
    await undoTrash(root);
    expect(readFileSync(join(root, 'bears/a.jpg'), 'utf8')).toBe('a newer one');
    expect(readFileSync(join(root, 'bears/a-2.jpg'), 'utf8')).toBe('content of bears/a.jpg');
  });

  it('moves a link as a link, a dangling one too', async () => {
    const root = await folderOf(['real/a.jpg', 'black/b.jpg']);
    symlinkSync('../real/a.jpg', join(root, 'black/link.jpg'));
    symlinkSync('nowhere.jpg', join(root, 'black/dangling.jpg'));
    const receipt = await moveToTrash(at(root, 'black/link.jpg', 'black/dangling.jpg'), { root });
    expect(lstatSync(receipt.moved[0]?.to as string).isSymbolicLink()).toBe(true);
    expect(existsSync(join(root, 'real/a.jpg'))).toBe(true);
    await receipt.undo();
    expect(readlinkSync(join(root, 'black/link.jpg'))).toBe('../real/a.jpg');
    expect(readlinkSync(join(root, 'black/dangling.jpg'))).toBe('nowhere.jpg');
  });

  it('names every vanished file and moves nothing', async () => {
    const root = await folderOf(['a.jpg', 'b.jpg']);
    const before = inventory(root);
    const move = moveToTrash(at(root, 'a.jpg', 'gone.jpg'), { root });
    await expect(move).rejects.toThrow(FilesVanishedError);
    await expect(move).rejects.toThrow(/vanished: gone\.jpg/);
    expect(inventory(root)).toEqual(before);
  });

  it('refuses folders, files elsewhere and files of the trash', async () => {
    const root = await folderOf(['black/a.jpg']);
    const other = await folderOf(['b.jpg']);
    await expect(moveToTrash([join(root, 'black')], { root })).rejects.toThrow('not folders');
    await expect(moveToTrash(at(other, 'b.jpg'), { root })).rejects.toThrow(`inside ${root}`);
    await expect(moveToTrash(at(root, '.trash/x/a.jpg'), { root })).rejects.toThrow('not in the trash');
  });

  it('puts everything back when one file cannot be moved', async () => {
    const root = await folderOf(['black/a.jpg', 'black/b.jpg', 'black/c.jpg']);
    const before = inventory(root);
    let steps = 0;
    // As root no folder is read-only: a folder that stands in the way of the third file does the same.
    const checkpoint = (step: string): void => {
      if (step !== 'begun' || steps++ > 0) return;
      const id = JSON.parse(
        readFileSync(join(root, '.trash/journal.jsonl'), 'utf8').split('\n')[0] as string,
      ).id;
      mkdirSync(join(root, '.trash', id, 'black/c.jpg'), { recursive: true });
    };
    const move = moveToTrash(at(root, 'black/a.jpg', 'black/b.jpg', 'black/c.jpg'), { root, checkpoint });
    await expect(move).rejects.toThrow(FileMoveError);
    await expect(move).rejects.toThrow(/black\/c\.jpg.*something is there already/s);
    expect(inventory(root)).toEqual(before);
    expect((await listMoves(root)).map(({ state }) => state)).toEqual(['void']);
  });

  it('says that a folder cannot be written to', async () => {
    const root = await folderOf(['a.jpg']);
    // A file in the place of the trash folder refuses to take anything, even from root.
    await writeFile(join(root, '.trash'), '');
    await expect(moveToTrash(at(root, 'a.jpg'), { root })).rejects.toThrow(FileMoveError);
    expect(existsSync(join(root, 'a.jpg'))).toBe(true);
  });

  it('goes on after a journal that was cut in the middle of a line', async () => {
    const root = await folderOf(['a.jpg', 'b.jpg']);
    await moveToTrash(at(root, 'a.jpg'), { root });
    await appendFile(join(root, '.trash/journal.jsonl'), '{"step":"begin","id":"cut","ti');
    await moveToTrash(at(root, 'b.jpg'), { root });
    expect((await listMoves(root)).map(({ state }) => state)).toEqual(['done', 'done']);
    await undoTrash(root);
    await undoTrash(root);
    expect(Object.keys(inventory(root))).toEqual(['a.jpg', 'b.jpg']);
  });

  it('takes over the lock of a process that died, not that of a living one', async () => {
    const root = await folderOf(['a.jpg', 'b.jpg']);
    mkdirSync(join(root, '.trash'));
    const lock = join(root, '.trash/lock');
    await writeFile(lock, JSON.stringify({ pid: 2 ** 22 + 1, host: hostname(), since: 'x', token: 'dead' }));
    await moveToTrash(at(root, 'a.jpg'), { root });
    await writeFile(
      lock,
      JSON.stringify({ pid: process.ppid, host: hostname(), since: 'noon', token: 'live' }),
    );
    const move = moveToTrash(at(root, 'b.jpg'), { root });
    await expect(move).rejects.toThrow(FolderLockedError);
    await expect(move).rejects.toThrow(`Process ${process.ppid}`);
    expect(existsSync(join(root, 'b.jpg'))).toBe(true);
  });

  it('gives transactions of one instant names of their own', () => {
    const names = Array.from({ length: 20_000 }, newTransactionId);
    expect(new Set(names).size).toBe(names.length);
  });

  it('keeps simultaneous movers of one folder apart', async () => {
    const files = Array.from({ length: 12 }, (_, i) => `${i}.jpg`);
    const root = await folderOf(files);
    const contents = contentSet(root);
    await Promise.all(files.map((file) => moveToTrash(at(root, file), { root })));
    expect(inventory(root)).toEqual({});
    expect(contentSet(root)).toEqual(contents);
    expect((await listMoves(root)).length).toBe(12);
  });
});

describe('commonFolder', () => {
  it('is the deepest folder that holds all files', () => {
    expect(commonFolder(['/d/black/a.jpg', '/d/blue/b.jpg'])).toBe('/d');
    expect(commonFolder(['/d/black/a.jpg', '/d/black/sub/b.jpg'])).toBe('/d/black');
    expect(commonFolder(['/x/a.jpg', '/y/b.jpg'])).toBe('/');
  });
});
