import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CleanerSession } from '../../../src/clean/cleaner/cleanerSession.js';
import {
  type Decision,
  denyingDuplicate,
  marking,
  relabelling,
  tagging,
} from '../../../src/clean/cleaner/decisions/cleanerState.js';
import { Random } from '../../../src/core/index.js';
import { undoTrash } from '../../../src/data/trash/undoMoves.js';
import { scaled } from '../../scaled.js';
import { itemsOf } from '../support/cleanerItems.js';
import { folderOf } from '../support/photoFolder.js';

const files = ['black/a.jpg', 'black/b.jpg', 'grizzly/a.jpg', 'grizzly/b.jpg', 'teddy/a.jpg'];
const decisions: Record<string, Decision> = {
  delete: marking('delete'),
  keep: marking('keep'),
  unmark: marking(undefined),
  'to teddy': relabelling('teddy'),
  'to black': relabelling('black'),
  'tag odd': tagging('odd', true),
  'tag late': tagging('late', true),
  'untag odd': tagging('odd', false),
  deny: denyingDuplicate,
};
const photos = fc.uniqueArray(fc.nat(files.length - 1), { minLength: 1, maxLength: 3 });
const action = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constantFrom(...Object.keys(decisions)), photos }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constantFrom('replace', 'add', 'remove', 'look at'), photos }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constantFrom('apply', 'undo', 'undo', 'redo'),
      photos: fc.constant<number[]>([]),
    }),
  },
);
type Action = typeof action extends fc.Arbitrary<infer T> ? T : never;

async function perform(session: CleanerSession, { kind, photos: chosen }: Action): Promise<void> {
  const decision = decisions[kind];
  if (decision) await session.decide(kind, chosen, decision);
  else if (kind === 'replace' || kind === 'add' || kind === 'remove') await session.select(chosen, kind);
  else if (kind === 'look at') await session.select(chosen.slice(0, 1), 'replace', true);
  else if (kind === 'apply') await session.apply('move');
  else if (kind === 'undo') await session.undo();
  else await session.redo();
}

/** What is decided of each photo that is there, by its name, and which are selected. */
function standing({ root, state }: CleanerSession) {
  const there = state.photos.filter(({ gone }) => !gone);
  const name = (path = ''): string => relative(root, path);
  const said = there.map(({ path, label, newLabel, mark, tags = [], notDuplicate = false }) => [
    name(path),
    { label, newLabel, mark, tags, notDuplicate },
  ]);
  const selected = [...state.selection].map((index) => name(state.photos[index]?.path)).sort();
  return { said: Object.fromEntries(said), selected };
}

async function reopened(session: CleanerSession): Promise<CleanerSession> {
  await session.close();
  return CleanerSession.open(session.root, itemsOf(session.root));
}

describe('a cleaner that is opened again', () => {
  it('stands as it stood, after whatever was marked, tagged, selected, applied and undone', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(action, { maxLength: 14 }), async (actions) => {
        const root = await folderOf(files);
        const session = await CleanerSession.open(root, itemsOf(root));
        for (const one of actions) await perform(session, one);
        const before = standing(session);
        const isApplied = session.state.photos.some(({ path }, i) => path !== join(root, files[i] as string));
        const stack = [session.state.last?.words, session.state.next?.words];
        const again = await reopened(session);
        expect(standing(again)).toEqual(before);
        // What is done on the disk is taken back by the cleaner that did it, or by `undoTrash`.
        if (!isApplied) expect([again.state.last?.words, again.state.next?.words]).toEqual(stack);
        await again.close();
        rmSync(root, { recursive: true });
      }),
      { numRuns: scaled(400, 60) },
    );
  });

  it('goes on from there: what is done then stays, too', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(action, { maxLength: 8 }),
        fc.array(action, { maxLength: 8 }),
        async (first, second) => {
          const root = await folderOf(files);
          let session = await CleanerSession.open(root, itemsOf(root));
          for (const one of first) await perform(session, one);
          session = await reopened(session);
          const count = session.state.photos.length;
          for (const { kind, photos: chosen } of second)
            await perform(session, { kind, photos: chosen.filter((index) => index < count) });
          const before = standing(session);
          session = await reopened(session);
          expect(standing(session)).toEqual(before);
          await session.close();
          rmSync(root, { recursive: true });
        },
      ),
      { numRuns: scaled(400, 40) },
    );
  });

  it('keeps what was said of a moved photo when somebody else takes the apply back', async () => {
    const root = await folderOf(files);
    let session = await CleanerSession.open(root, itemsOf(root));
    await session.decide('relabel', [1], relabelling('teddy'));
    await session.decide('delete', [2], marking('delete'));
    await session.apply('move');
    await session.decide('tag', [1], tagging('odd', true));
    await session.decide('keep', [0, 1], marking('keep'));
    await session.select([0, 1], 'replace');
    await session.close();
    await undoTrash(root);
    session = await CleanerSession.open(root, itemsOf(root));
    expect(standing(session)).toMatchObject({
      said: {
        'black/a.jpg': { mark: 'keep' },
        'black/b.jpg': { label: 'black', newLabel: 'teddy', mark: 'keep', tags: ['odd'] },
        'grizzly/a.jpg': { mark: 'delete' },
      },
      selected: ['black/a.jpg', 'black/b.jpg'],
    });
    await session.close();
  });

  it('stands where it stood at some moment when its journal is cut anywhere', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(action, { minLength: 1, maxLength: 8 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        async (actions, share) => {
          const root = await folderOf(files);
          const session = await CleanerSession.open(root, itemsOf(root));
          const moments = [standing(session)];
          for (const one of actions) {
            if (one.kind === 'apply') continue;
            await perform(session, one);
            moments.push(standing(session));
          }
          await session.close();
          const journal = join(root, '.trash/cleaner.jsonl');
          const bytes = moments.length > 1 ? readFileSync(journal, { flag: 'a+' }) : Buffer.alloc(0);
          mkdirSync(join(root, '.trash'), { recursive: true });
          writeFileSync(journal, bytes.subarray(0, Math.floor(share * bytes.length)));
          const cut = await CleanerSession.open(root, itemsOf(root));
          expect(moments).toContainEqual(standing(cut));
          await cut.close();
          rmSync(root, { recursive: true });
        },
      ),
      { numRuns: scaled(400, 60) },
    );
  });
});

describe('the journal of a large set', () => {
  const many = 20_000;
  const root = mkdtempSync(join(tmpdir(), 'tsvision-many-'));
  const items = Array.from({ length: many }, (_, i) => ({
    path: join(root, `class ${i % 10}`, `${String(i * 7919).padStart(9, '0')}.jpg`),
    label: `class ${i % 10}`,
  }));
  const size = (): number => statSync(join(root, '.trash/cleaner.jsonl')).size;

  it('says each selection of thousands in a few kB, and one more or less in a line', async () => {
    const session = await CleanerSession.open(root, items);
    const lasso = (seed: number): number[] =>
      [...new Random(seed).permutation(many).slice(0, 5000)].sort((a, b) => a - b);
    await session.select(lasso(1), 'replace');
    const first = size();
    for (const seed of [2, 3, 4]) await session.select(lasso(seed), 'replace');
    await session.undo();
    // A bit for each photo, as text, at most; five thousand names are more than 60 kB.
    expect(size() - first).toBeLessThan(4 * (many / 6 + 400));
    const before = size();
    await session.select([7], 'add');
    expect(size() - before).toBeLessThan(300);
    await session.decide('tag', [7], tagging('odd', true));
    const selected = [...session.state.selection];
    await session.close();
    const again = await CleanerSession.open(root, items);
    expect([...again.state.selection]).toEqual(selected);
    expect(again.state.last?.words).toBe('tag 1 photo');
    await again.undo();
    await again.undo();
    await again.undo();
    expect([...again.state.selection]).toEqual(lasso(2));
    await again.close();
    // In another order, and without some, they are the same photos.
    const other = await CleanerSession.open(root, [...items].reverse().slice(0, 15_000));
    expect(other.state.selection.length).toBe(lasso(2).filter((i) => i >= 5000).length);
    await other.close();
    rmSync(root, { recursive: true });
  });
});
