import { beforeAll, describe, expect, it } from 'vitest';
import { ImageCleaner } from '../../../src/clean/cleaner/imageCleaner.js';
import { listMoves } from '../../../src/data/trash/undoMoves.js';
import { hangLimit } from '../../hangLimit.js';
import { scaled } from '../../scaled.js';
import { buildChild, runChild } from '../support/childProgram.js';
import { contentSet, folderOf, inventory } from '../support/photoFolder.js';

// black/a and grizzly/a go to the trash, black/b and grizzly/b to teddy, where a b.jpg is already.
const files = ['black/a.jpg', 'black/b.jpg', 'black/c.jpg', 'grizzly/a.jpg', 'grizzly/b.jpg', 'teddy/b.jpg'];
const cleaned = ['black/c.jpg', 'teddy/b-2.jpg', 'teddy/b-3.jpg', 'teddy/b.jpg'];
/** Times around the steps of an apply, each of which gets its kill: 22 rounds of 9 steps are 198 kills. */
const rounds = scaled(22, 1);

let program: string;
beforeAll(async () => {
  program = await buildChild('cleanerChild');
});

describe('kill -9 between any two steps of apply', () => {
  it(
    'loses no photo and no mark, and moves all or nothing',
    async () => {
      const steps = 4 + 5;
      for (let kill = 0; kill < rounds * steps; kill++) {
        const root = await folderOf(files);
        const before = inventory(root);
        const contents = contentSet(root);
        const killAt = 1 + (kill % steps);
        const { signal, output } = await runChild(program, [root, 'move', String(killAt)]);
        expect(signal, output).toBe('SIGKILL');
        expect(contentSet(root)).toEqual(contents);

        const cleaner = await ImageCleaner.open(root, { audit: false });
        const records = await listMoves(root);
        const isDone = records.at(-1)?.state === 'done';
        expect(isDone).toBe(killAt === steps);
        expect(Object.keys(inventory(root))).toEqual(isDone ? cleaned : files);
        expect(cleaner.controller.session.pending).toBe(isDone ? 0 : 4);
        if (!isDone) {
          expect(inventory(root)).toEqual(before);
          await cleaner.apply();
          expect(Object.keys(inventory(root))).toEqual(cleaned);
          await cleaner.undo();
          expect(inventory(root)).toEqual(before);
        }
        cleaner.close();
        expect(contentSet(root)).toEqual(contents);
      }
    },
    rounds * hangLimit,
  );
});
