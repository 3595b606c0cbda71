import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CleanerPhoto, CleanerResponse } from '../../src/clean/cleaner/protocol.js';
import { CleanerActions } from '../../widgets/src/cleaner/cleanerActions.js';
import { describePhoto } from '../../widgets/src/cleaner/grid/describePhoto.js';
import { PhotoCursor } from '../../widgets/src/cleaner/grid/photoCursor.js';
import { KernelChannel } from '../../widgets/src/cleaner/kernel/kernelChannel.js';
import { PhotoList } from '../../widgets/src/cleaner/kernel/photoList.js';
import { actionOf, classKeys, shortcutSheet } from '../../widgets/src/cleaner/toolbar/shortcuts.js';
import { Turns } from '../../widgets/src/cleaner/turns.js';

interface Request {
  readonly id: number;
  readonly request: string;
  readonly start: number;
  readonly count: number;
}

/** A kernel whose answers a test releases when it likes. */
function heldKernel(total: number) {
  const asked: Request[] = [];
  let version = 1;
  const channel = new KernelChannel((content) => asked.push(content as Request), {
    changed: () => {},
    failed: () => {},
  });
  const list = new PhotoList(channel, () => {});
  const answer = async (): Promise<void> => {
    const request = asked.shift();
    if (!request) return;
    const { id, start, count } = request;
    const photos = Array.from({ length: Math.min(count, total - start) }, (_, i) =>
      photo(version * 1e6 + start + i),
    );
    channel.receive({ id, response: 'page', listVersion: version, start, photos }, []);
    await new Promise((resolve) => setImmediate(resolve));
  };
  const reorder = (): void => {
    version++;
    list.reset(version, total);
  };
  list.reset(version, total);
  return { list, asked, answer, reorder, channel };
}

const photo = (index: number): CleanerPhoto => ({ index, name: `${index}.jpg`, label: 0 });

describe('the list of photos', () => {
  it('asks for each page once, and only for what is wanted', async () => {
    const { list, asked, answer } = heldKernel(50_000);
    list.need(0, 40);
    list.need(0, 130);
    expect(asked.map(({ start }) => start)).toEqual([0, 120]);
    await answer();
    expect(list.at(7)?.index).toBe(1e6 + 7);
    expect(list.at(200)).toBeUndefined();
    expect(list.positionOf(1e6 + 7)).toBe(7);
    list.update([{ ...photo(1e6 + 7), mark: 'delete' }]);
    expect(list.at(7)?.mark).toBe('delete');
  });

  it('never shows a photo of an older order, whatever arrives when; memory stays bounded', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(fc.nat(49_999), fc.constantFrom('answer', 'reorder')), {
          minLength: 20,
          maxLength: 120,
        }),
        async (steps) => {
          const { list, answer, reorder } = heldKernel(50_000);
          let version = 1;
          for (const step of steps) {
            if (step === 'answer') await answer();
            else if (step === 'reorder') {
              reorder();
              version++;
            } else list.need(step as number, (step as number) + 40);
            for (const place of [
              0,
              130,
              25_000,
              ...steps.filter((s): s is number => typeof s === 'number'),
            ]) {
              const here = list.at(place);
              if (here) expect(here.index).toBe(version * 1e6 + place);
            }
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('asks for no first page that came with a new list, and takes none of another list', () => {
    const { list, asked, reorder } = heldKernel(300);
    reorder();
    list.take({ listVersion: 1, start: 0, photos: [photo(5)] });
    expect(list.at(0)).toBeUndefined();
    list.take({ listVersion: 2, start: 0, photos: Array.from({ length: 120 }, (_, i) => photo(i + 7)) });
    expect(list.at(119)?.index).toBe(126);
    list.need(0, 130);
    expect(asked.map(({ start }) => start)).toEqual([120]);
  });

  it('may ask again for a page that failed', async () => {
    const { list, asked, channel } = heldKernel(10);
    list.need(0, 5);
    channel.receive({ id: asked[0]!.id, response: 'error', message: 'busy' } as CleanerResponse, []);
    await new Promise((resolve) => setImmediate(resolve));
    list.need(0, 5);
    expect(asked).toHaveLength(2);
  });
});

describe('a key that is pressed before its photo is here', () => {
  /** What keys do, over a kernel that answers when the test says so. */
  function heldActions() {
    const { list, asked, answer, reorder, channel } = heldKernel(1000);
    const grid = { columns: 4, pageLength: 8, reveal: () => undefined };
    const said: string[] = [];
    const turns = new Turns((message) => said.push(message));
    const cursor = new PhotoCursor(channel, list, () => grid as never);
    const state = { classNames: ['cat', 'dog'], map: undefined };
    const parts = { state, channel, list, grid, cursor, turns, selected: () => undefined };
    const actions = new CleanerActions(parts as never);
    return { list, cursor, actions, turns, asked, answer, reorder, channel, said };
  }
  const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  it('waits for it: each key is about the photo that is there when its turn comes', async () => {
    const { actions, asked, answer } = heldActions();
    void actions.act({ do: 'delete' });
    void actions.act({ do: 'move', by: 'down', extend: false });
    void actions.act({ do: 'relabel', label: 1 });
    await settled();
    expect(asked.map(({ request }) => request)).toEqual(['page']);
    await answer();
    expect(asked).toMatchObject([{ request: 'mark', indices: [1e6], mark: 'delete' }]);
  });

  it('is about the newest list, when another one comes while it waits', async () => {
    const { actions, cursor, asked, answer, reorder } = heldActions();
    void actions.act({ do: 'delete' });
    await settled();
    reorder();
    cursor.go(0);
    // The answer about the old list, then the new one's page.
    await answer();
    expect(asked.map(({ request }) => request)).toEqual(['page']);
    await answer();
    expect(asked).toMatchObject([{ request: 'mark', indices: [2e6] }]);
  });

  it('does nothing where no photo is, and says why where it cannot be had', async () => {
    const { actions, list, asked, channel, said } = heldActions();
    list.reset(2, 0);
    await actions.act({ do: 'delete' });
    expect(asked).toEqual([]);
    list.reset(3, 5);
    const done = actions.act({ do: 'delete' });
    await settled();
    channel.receive({ id: asked[0]!.id, response: 'error', message: 'busy' } as CleanerResponse, []);
    await done;
    expect(said).toEqual(['busy']);
    expect(asked).toHaveLength(1);
  });
});

describe('keys', () => {
  const press = (key: string, modifiers = {}) =>
    actionOf({ key, altKey: false, ctrlKey: false, metaKey: false, shiftKey: false, ...modifiers }, 12);

  it('do what the sheet says', () => {
    expect(press('x')).toEqual({ do: 'delete' });
    expect(press('Delete')).toEqual({ do: 'delete' });
    expect(press('3')).toEqual({ do: 'relabel', label: 2 });
    expect(press(classKeys[10] as string)).toEqual({ do: 'relabel', label: 10 });
    expect(press('ArrowDown', { shiftKey: true })).toEqual({ do: 'move', by: 'down', extend: true });
    expect(press('z', { ctrlKey: true, shiftKey: true })).toEqual({ do: 'redo' });
    expect(press('a', { metaKey: true })).toEqual({ do: 'selectAll' });
    expect(press('s', { ctrlKey: true })).toBeUndefined();
    expect(press('x', { altKey: true })).toBeUndefined();
    expect(shortcutSheet(['cat', 'dog']).map(([keys]) => keys)).toEqual(
      expect.arrayContaining(['1', '2', '?']),
    );
  });

  it('of classes have no other meaning', () => {
    for (const key of classKeys)
      expect(
        actionOf({ key, altKey: false, ctrlKey: false, metaKey: false, shiftKey: false }, 0),
        key,
      ).toBeUndefined();
    expect(new Set(classKeys).size).toBe(classKeys.length);
  });
});

it('a photo is described in one sentence', () => {
  const words = describePhoto(
    {
      index: 1,
      name: 'a.jpg',
      label: 1,
      was: 0,
      mark: 'delete',
      prediction: 0,
      probability: 0.873,
      loss: 2.345,
      split: 'valid',
      problems: ['blurred'],
      group: 0,
      keeper: true,
    },
    ['cat', 'dog'],
  );
  expect(words).toBe(
    'a.jpg, dog, was cat, marked for deletion, predicted cat 87 %, loss 2.35, validation, blurred, duplicate group 1, suggested to keep',
  );
});
