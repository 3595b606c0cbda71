import { describe, expect, it } from 'vitest';
import { savedLesson } from '../savedLesson.js';

const lesson = savedLesson('lesson4');

/** The lines of a table below a cell, each as its words and its numbers. */
function linesOf(id: string): { readonly words: string; readonly numbers: readonly number[] }[] {
  return lesson
    .cell(id)
    .text.split('\n')
    .map((line) => line.trim().split(/\s{2,}/))
    .map(([words = '', ...cells]) => ({ words, numbers: cells.map(Number) }));
}

function lineOf(id: string, words: string): readonly number[] {
  const line = linesOf(id).find((candidate) => candidate.words === words);
  if (!line) throw new Error(`${id} has no line ${words}`);
  return line.numbers;
}

describe('lesson 4 claims what its saved outputs show', () => {
  it('names 97 of 100 cats and dogs, on validation and on the test', () => {
    const accuracies = lesson.cell('epochs').epochs.map(({ accuracy }) => accuracy ?? 0);
    expect(Math.max(...accuracies)).toBeGreaterThanOrEqual(0.97);
    expect(lineOf('envelope', 'ours')[0]).toBeGreaterThanOrEqual(0.97);
  });

  it('goes on from the best epoch with a rate ten times lower, and the better of both is handed in', () => {
    const saved = linesOf('epochs').filter(({ words }) => /^ft\d\.safetensors$/.test(words));
    expect(saved).toHaveLength(4);
    const losses = saved.map(({ numbers }) => numbers[0] ?? Number.NaN);
    const after = losses[losses.indexOf(Math.min(...losses)) + 1] ?? losses.at(-1);
    expect(lesson.cell('slow').text).toContain('ft-slow.safetensors');
    const slow = lesson.cell('slow').epochs.at(-1)?.valid_loss ?? Number.NaN;
    expect(slow).toBeLessThan(Math.max(after as number, 2 * Math.min(...losses)));
    const best = saved[losses.indexOf(Math.min(...losses))]?.words ?? 'none';
    const handedIn = slow < Math.min(...losses) ? 'ft-slow.safetensors' : best;
    expect(lesson.cell('slow').text).toContain(`we go on with ${handedIn}`);
  });

  it('finds the share of sure errors the best bound, and none where the error was unsure', () => {
    const table = linesOf('insured').filter(
      ({ numbers }) => numbers.length === 2 && numbers.every(Number.isFinite),
    );
    const column = (at: number): readonly number[] => table.map(({ numbers }) => numbers[at] ?? Number.NaN);
    const best = (at: number): string | undefined =>
      table[column(at).indexOf(Math.min(...column(at)))]?.words;
    expect(best(0)).toBe('0.01');
    expect(best(1)).toBe('not at all');
  });

  it('shows that clipping helps the model that is too sure, on photos that chose nothing', () => {
    const [, asItSays = 0, atItsBound = 1] = lineOf('envelope', 'too sure');
    expect(atItsBound).toBeLessThan(0.8 * asItSays);
  });

  it('shows that 0.05 costs ours, and that rounding costs most of all', () => {
    const [, asItSays = 1, , at05 = 0, rounded = 0] = lineOf('envelope', 'ours');
    expect(at05).toBeGreaterThan(1.2 * asItSays);
    expect(rounded).toBeGreaterThan(at05);
  });

  it('chooses a greater bound for the model that is too sure', () => {
    expect(lineOf('low', 'too sure')[0]).toBeGreaterThan(lineOf('low', 'ours')[0] as number);
    expect(lineOf('too-sure', 'too sure')[1]).toBeGreaterThan(lineOf('too-sure', 'ours')[1] as number);
  });

  it('lets the rash model do worse than one half for every photo, and err surely', () => {
    const [, , loss = 0, surest = 0] = lineOf('too-sure', 'too sure');
    expect(loss).toBeGreaterThan(Math.LN2);
    expect(surest).toBeGreaterThan(0.95);
  });

  it('gets nearly the same from the generator for most photos', () => {
    const [, apart = 1, all = 1] =
      lesson
        .cell('62f92462')
        .text.match(/(\d+) of (\d+) photos lie/)
        ?.map(Number) ?? [];
    expect(all).toBeGreaterThan(20);
    expect(apart / all).toBeLessThan(0.1);
  });

  it('leaves no gallery without a photo or a word', () => {
    for (const id of ['80830194', 'd45c8baf', 'fa3f8f67', '168dfe31', 'b82de0e5', 'bebf8f47']) {
      const { text, types } = lesson.cell(id);
      expect(types.includes('image/jpeg') || /there are none|no photo/i.test(text), id).toBe(true);
    }
  });

  it('shows the filters, maps and photo pieces of a pretrained network', () => {
    for (const id of ['filters', 'maps', 'patches', 'patches-deep'])
      expect(lesson.cell(id).types).toContain('image/jpeg');
  });

  it('names bears better than guessing', () => {
    const [ours = 1] = lineOf('bear-score', 'ours');
    expect(ours).toBeLessThan(0.5 * Math.log(3));
    expect(lesson.cell('bear-epochs').epochs.at(-1)?.valid_loss).toBeLessThan(0.5 * Math.log(3));
  });
});
