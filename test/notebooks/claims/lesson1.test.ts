import { describe, expect, it } from 'vitest';
import { type SavedCell, savedLesson } from '../savedLesson.js';

const lesson = savedLesson('lesson1');

/** The rows of an HTML table's text whose columns are words and numbers: the numbers of each line, by its words. */
function rowsOf({ text }: SavedCell): Map<string, number[]> {
  const rows = text.split('\n').map((line) => /^\s*(.*?)((?:\s+-?\d[\d.]*)+)\s*$/.exec(line));
  return new Map(
    rows.flatMap((row) =>
      row ? [[(row[1] as string).trim(), row[2]?.trim().split(/\s+/).map(Number) ?? []]] : [],
    ),
  );
}

const values = (rows: Map<string, number[]>, name: string): number[] => {
  const found = rows.get(name);
  if (!found) throw new Error(`no row ${name}: there are ${[...rows.keys()].join(', ')}`);
  return found;
};

describe('lesson 1 claims what its saved outputs show', () => {
  it('names 98 of 100 cats and dogs after three lines, above all that is in its table of history but the last', () => {
    expect(lesson.cell('three-lines').epochs.at(-1)?.accuracy).toBeGreaterThanOrEqual(0.98);
  });

  it('says how far seeds and few photos blur the number', () => {
    const [mean, bySeed, byPhotos] = values(rowsOf(lesson.cell('noise')), 'accuracy') as [
      number,
      number,
      number,
    ];
    expect(mean).toBeGreaterThanOrEqual(0.98);
    expect(bySeed).toBeLessThan(0.02);
    expect(byPhotos).toBeCloseTo(Math.sqrt((mean * (1 - mean)) / 200), 3);
  });

  it('finds by grid and by curve that rates of 0.001 to 0.01 do', () => {
    const [grid] = lesson.cell('grid').figures[0] ?? [];
    const losses = (grid?.y ?? []).map((loss) => (loss === null ? Number.POSITIVE_INFINITY : Number(loss)));
    const best = Number(grid?.x?.[losses.indexOf(Math.min(...losses))]);
    expect(best).toBeGreaterThanOrEqual(1e-3);
    expect(best).toBeLessThanOrEqual(1e-2);
    expect(losses[0]).toBeGreaterThan(2 * Math.min(...losses));
    const marks = [...lesson.cell('marks').text.matchAll(/\d\.\de[-+]\d+/g)].map(([rate]) => Number(rate));
    expect(marks.length).toBe(5);
    expect(Math.min(...marks)).toBeLessThanOrEqual(1e-2);
    expect(Math.max(...marks)).toBeGreaterThanOrEqual(1e-3);
  });

  it('leaves the narrow valley for the wide one, which other photos hardly change', () => {
    const ends = [...rowsOf(lesson.cell('valley-ends')).values()];
    const [narrow, ...wide] = lesson
      .cell('valley-ends')
      .text.split('\n')
      .map((line) => line.trim().split(/\s+/).map(Number))
      .filter((row) => row.length === 4 && row.every(Number.isFinite)) as [number, number, number, number][];
    expect(ends.length).toBeGreaterThan(0);
    expect(narrow?.[1]).toBeCloseTo(2, 0);
    expect((narrow?.[3] ?? 0) - (narrow?.[2] ?? 0)).toBeGreaterThan(0.3);
    for (const [, weight, ours, others] of wide) {
      expect(weight).toBeGreaterThan(5);
      expect(others - ours).toBeLessThan(0.1);
    }
  });

  it('does not let cats and dogs get worse, step by step', () => {
    const steps = rowsOf(lesson.cell('all-steps'));
    const losses = ['three lines', 'augmentation, restarts', 'TTA'].map(
      (step) => values(steps, step)[1] ?? Number.NaN,
    );
    const [, bySeed] = values(rowsOf(lesson.cell('noise')), 'validation loss') as [number, number];
    for (const loss of losses) expect(loss).toBeLessThanOrEqual((losses[0] as number) + 2 * bySeed);
    for (const step of ['augmentation, restarts', 'TTA'])
      expect(values(steps, step)[0]).toBeGreaterThanOrEqual(0.98);
  });

  it('says that other seeds of the three lines do as well as all steps, to within their luck', () => {
    const last = values(rowsOf(lesson.cell('all-steps')), 'TTA')[1] as number;
    const seeds = lesson
      .cell('seeds')
      .text.split('\n')
      .map((line) => line.trim().split(/\s+/).map(Number))
      .filter((row) => row.length === 3 && row.every(Number.isFinite));
    expect(seeds).toHaveLength(4);
    const losses = seeds.map(([, , loss]) => loss as number);
    const [, bySeed] = values(rowsOf(lesson.cell('noise')), 'validation loss') as [number, number];
    expect(Math.min(...losses)).toBeLessThan(last + bySeed);
    expect(Math.max(...losses)).toBeGreaterThan(1.5 * Math.min(...losses));
  });

  it('has 15 batches an epoch for three cycles, as its text says', () => {
    expect(lesson.cell('a107e229').figures[0]?.[0]?.y).toHaveLength(45);
  });

  it('mends more flowers than it breaks, by more than chance does', () => {
    const { text } = lesson.cell('flower-pairs');
    const [, mended, broken] =
      /(\d+) photos that were wrong are right now, (\d+)/.exec(text)?.map(Number) ?? [];
    const [gained, lost] = [mended ?? 0, broken ?? 0];
    expect(gained - lost).toBeGreaterThan(2 * Math.sqrt(gained + lost));
    const steps = rowsOf(lesson.cell('flower-tta'));
    const first = values(steps, 'head, kept activations');
    const last = values(steps, 'TTA');
    expect(last[0]).toBeGreaterThan(first[0] as number);
    expect(last[1]).toBeLessThan(first[1] as number);
  });

  it('fine-tunes without undoing what the body knows', () => {
    const steps = rowsOf(lesson.cell('flower-tta'));
    const [headLoss, allLoss] = ['head, augmentation', 'all layers'].map((step) => values(steps, step)[1]);
    expect(allLoss).toBeLessThan(headLoss as number);
  });

  it('ends its eight steps better than it began them', () => {
    const [start, end] =
      lesson
        .cell('eight-steps')
        .text.match(/0\.\d+(?= after step)/g)
        ?.map(Number) ?? [];
    expect(end).toBeGreaterThan(start as number);
  });

  it('computes the published loss to the last digit', () => {
    expect(lesson.cell('b68ed0ec').text).toContain('0.164252033486018');
  });

  it('calls no model overfitted for a training loss below the validation loss', () => {
    expect(lesson.prose).toContain('not by itself');
    expect(lesson.prose).not.toMatch(/Below: the model overfits/);
  });
});
