import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CleanerJournal } from '../../../src/clean/cleaner/decisions/cleanerJournal.js';
import {
  CleanerState,
  denyingDuplicate,
  marking,
  relabelling,
  type SelectHow,
  type Step,
  tagging,
} from '../../../src/clean/cleaner/decisions/cleanerState.js';

const names = ['black', 'teddy bear', 'a, b', 'grizzly'];
const count = 6;
const fresh = (root = '/d'): CleanerState =>
  new CleanerState(
    Array.from({ length: count }, (_, i) => ({
      path: join(root, names[i % 4] as string, `${i}.jpg`),
      label: names[i % 4],
    })),
  );

const indices = fc.array(fc.integer({ min: 0, max: count - 1 }), { minLength: 1, maxLength: 4 });
const action = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom('delete', 'keep', 'unmark', 'deny'), indices }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constantFrom(...names.map((name) => `relabel ${name}`)), indices }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom(
        'tag odd',
        'tag late',
        'untag odd',
        'select replace',
        'select add',
        'select remove',
      ),
      indices: fc.array(fc.integer({ min: 0, max: count - 1 }), { maxLength: 4 }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom('undo', 'redo'), indices: fc.constant([]) }) },
);
type Action = typeof action extends fc.Arbitrary<infer T> ? T : never;

const decisionOf = (kind: string) =>
  kind.startsWith('relabel')
    ? relabelling(kind.slice(8))
    : kind === 'deny'
      ? denyingDuplicate
      : /^(un)?tag/.test(kind)
        ? tagging(kind.split(' ')[1] as string, kind.startsWith('tag'))
        : marking(kind === 'unmark' ? undefined : (kind as 'delete' | 'keep'));

function perform(state: CleanerState, { kind, indices: photos }: Action): void {
  if (kind === 'undo') state.undo();
  else if (kind === 'redo') state.redo();
  else {
    const step = stepOf(state, { kind, indices: photos });
    if (step) state.commit(step);
  }
}

function stepOf(
  state: CleanerState,
  { kind, indices: photos }: { readonly kind: string; readonly indices: readonly number[] },
): Step | undefined {
  return kind.startsWith('select')
    ? state.proposeSelection(photos, kind.slice(7) as SelectHow)
    : state.propose(kind, photos, decisionOf(kind));
}

const allOf = ({ photos, selection }: CleanerState) => ({ photos: [...photos], selection: [...selection] });

describe('CleanerState', () => {
  it('is as before when what was done is undone, and as after when it is redone', () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 30 }), action, (actions, last) => {
        const state = fresh();
        for (const one of actions) perform(state, one);
        if (last.kind === 'undo' || last.kind === 'redo') return;
        const before = allOf(state);
        const step = stepOf(state, last);
        if (!step) return;
        state.commit(step);
        const after = allOf(state);
        state.undo();
        expect(allOf(state)).toEqual(before);
        state.redo();
        expect(allOf(state)).toEqual(after);
      }),
    );
  });

  it('comes back to the beginning by undoing everything, and to the end by redoing it', () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 40 }), (actions) => {
        const state = fresh();
        for (const one of actions) perform(state, one);
        while (state.redo());
        const end = allOf(state);
        while (state.undo());
        expect(allOf(state)).toEqual(allOf(fresh()));
        while (state.redo());
        expect(allOf(state)).toEqual(end);
      }),
    );
  });

  it('counts only photos that change', () => {
    const state = fresh();
    const step = state.propose('relabel', [0, 1, 1, 4], relabelling('black'));
    expect(step?.words).toBe('relabel 1 photo');
    expect(state.propose('unmark', [0, 1], marking(undefined))).toBeUndefined();
  });
});

describe('CleanerJournal', () => {
  it('replays to the same decisions and the same undo and redo, in whatever order the photos stand', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(action, { maxLength: 20 }), async (actions) => {
        const root = mkdtempSync(join(tmpdir(), 'tsvision-journal-'));
        const state = fresh(root);
        const journal = new CleanerJournal(root);
        for (const one of actions) {
          const [last, next] = [state.last, state.next];
          if (one.kind === 'undo' && last) await journal.travel('undo', last, state.photos);
          if (one.kind === 'redo' && next) await journal.travel('redo', next, state.photos);
          const step = one.kind === 'undo' || one.kind === 'redo' ? undefined : stepOf(state, one);
          if (step) await journal.step(step, () => ({}), state.photos);
          perform(state, one);
        }
        const again = new CleanerState([...fresh(root).photos].reverse());
        await journal.replay(again, []);
        expect([...again.photos].reverse()).toEqual(state.photos);
        // The last photo is the first here.
        const selected = (): number[] => [...again.selection].map((index) => count - 1 - index).reverse();
        expect(selected()).toEqual([...state.selection]);
        expect([again.last?.words, again.next?.words]).toEqual([state.last?.words, state.next?.words]);
        while (again.undo());
        expect([...again.photos].reverse()).toEqual(fresh(root).photos);
        expect(selected()).toEqual([]);
        rmSync(root, { recursive: true });
      }),
      { numRuns: 40 },
    );
  });
});

it('a selection is no change of the photos: a plan that was confirmed before it stands', () => {
  const state = fresh();
  const step = state.proposeSelection([3, 1, 3], 'replace') as Step;
  const { version, selectionVersion } = state;
  state.commit(step);
  expect([...state.selection]).toEqual([1, 3]);
  expect(state.version).toBe(version);
  expect(state.selectionVersion).toBe(selectionVersion + 1);
  state.commit(state.propose('delete', [1], marking('delete')) as Step);
  expect(state.version).toBe(version + 1);
});
