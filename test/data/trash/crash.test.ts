import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { moveToTrash } from '../../../src/data/trash/moveToTrash.js';
import { listMoves, undoTrash } from '../../../src/data/trash/undoMoves.js';
import { buildChild, runChild } from '../../clean/support/childProgram.js';
import { contentSet, folderOf, inventory } from '../../clean/support/photoFolder.js';

const files = ['black/a.jpg', 'black/b.jpg', 'teddy bear/a.jpg', 'teddy bear/ü 🐻.jpg', 'grizzly/c.jpg'];
let program: string;
beforeAll(async () => {
  program = await buildChild('trashChild');
});

describe('kill -9 between any two steps', () => {
  it('of moving to the trash: nothing is lost, and all or nothing has moved', async () => {
    const steps = files.length + 4;
    const counts = { all: 0, none: 0 };
    for (let killAt = 1; killAt <= steps; killAt++) {
      const root = await folderOf(files);
      const before = inventory(root);
      const contents = contentSet(root);
      const { signal } = await runChild(program, [root, 'trash', String(killAt), ...files]);
      expect(signal).toBe('SIGKILL');
      expect(contentSet(root)).toEqual(contents);

      const records = await listMoves(root);
      const isDone = records.at(-1)?.state === 'done';
      counts[isDone ? 'all' : 'none'] += 1;
      expect(inventory(root)).toEqual(isDone ? {} : before);
      expect(records.every(({ state }) => state === 'done' || state === 'void')).toBe(true);

      if (!isDone)
        await moveToTrash(
          files.map((file) => join(root, file)),
          { root },
        );
      expect(inventory(root)).toEqual({});
      expect(await undoTrash(root)).toBe(files.length);
      expect(inventory(root)).toEqual(before);
    }
    expect(counts).toEqual({ all: 1, none: steps - 1 });
  });

  it('of taking it back: the files are either all back or all in the trash', async () => {
    for (let killAt = 1; killAt <= files.length + 4; killAt++) {
      const root = await folderOf(files);
      const before = inventory(root);
      const contents = contentSet(root);
      await moveToTrash(
        files.map((file) => join(root, file)),
        { root },
      );
      const { signal } = await runChild(program, [root, 'undo', String(killAt)]);
      expect(signal).toBe('SIGKILL');
      const isBack = (await listMoves(root)).at(0)?.state === 'undone';
      expect(inventory(root)).toEqual(isBack ? before : {});
      expect(contentSet(root)).toEqual(contents);
      if (!isBack) await undoTrash(root);
      expect(inventory(root)).toEqual(before);
    }
  });
});
