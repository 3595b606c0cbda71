import { expect, it } from 'vitest';
import { PhotoCursor } from '../../widgets/src/cleaner/grid/photoCursor.js';

/** A cursor over ten photos, numbered from 100, of which the last has not arrived. */
function cursor(): PhotoCursor {
  const channel = {
    ask: async (_: unknown, __: unknown) => ({}),
  };
  const range = async ({ start, count }: { start: number; count: number }): Promise<object> => ({
    content: { indices: Array.from({ length: count }, (_, i) => 100 + start + i) },
  });
  const list = { length: 10, at: (i: number) => (i < 9 ? { index: 100 + i } : undefined) };
  const grid = { columns: 3, pageLength: 9, reveal: () => undefined };
  return new PhotoCursor({ ...channel, ask: range } as never, list as never, () => grid as never);
}

const click = (keys = {}): MouseEvent =>
  ({ shiftKey: false, ctrlKey: false, metaKey: false, ...keys }) as MouseEvent;

it('a plain arrow takes a clicked selection along: the next key is for the photo that it went to', async () => {
  const at = cursor();
  await at.click(0, click());
  expect(at.targets).toEqual([100]);
  await at.move('right', false);
  expect([at.targets, at.selection.indices]).toEqual([[101], [101]]);
  await at.click(5, click({ shiftKey: true }));
  expect(at.targets).toHaveLength(5);
  await at.move('left', false);
  expect(at.targets).toEqual([104]);
  // Not here yet: nothing that was left is acted on.
  await at.move('last', false);
  expect(at.targets).toEqual([]);
});

it('without a selection an arrow selects nothing, and what Space has collected stays', async () => {
  const at = cursor();
  await at.move('right', false);
  expect(at.selection.size).toBe(0);
  at.toggle();
  await at.move('right', false);
  at.toggle();
  expect(at.selection.indices).toEqual([101, 102]);
  await at.move('down', true);
  expect(at.selection.size).toBeGreaterThan(1);
});
