import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CleanerPhoto, CleanerResponse } from '../../src/clean/cleaner/protocol.js';
import { describePhoto } from '../../widgets/src/cleaner/grid/describePhoto.js';
import { KernelChannel } from '../../widgets/src/cleaner/kernel/kernelChannel.js';
import { PhotoList } from '../../widgets/src/cleaner/kernel/photoList.js';
import { actionOf, classKeys, shortcutSheet } from '../../widgets/src/cleaner/toolbar/shortcuts.js';

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

  it('may ask again for a page that failed', async () => {
    const { list, asked, channel } = heldKernel(10);
    list.need(0, 5);
    channel.receive({ id: asked[0]!.id, response: 'error', message: 'busy' } as CleanerResponse, []);
    await new Promise((resolve) => setImmediate(resolve));
    list.need(0, 5);
    expect(asked).toHaveLength(2);
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
