import { describe, expect, it } from 'vitest';
import { savedLesson } from '../savedLesson.js';

const lesson = savedLesson('lesson2');
const epochs = (id: string): readonly Readonly<Record<string, number>>[] => {
  const rows = lesson.cell(id).epochs;
  if (rows.length === 0) throw new Error(`cell ${id} shows no table of epochs`);
  return rows;
};
const last = (id: string): Record<string, number> => epochs(id).at(-1) as Record<string, number>;

/** A line `…NAME… M ± S` of a cell. */
function spreadOf(id: string, name: string): { mean: number; deviation: number } {
  const line =
    lesson
      .cell(id)
      .text.split('\n')
      .find((each) => each.includes(name)) ?? '';
  const [, mean, deviation] = /(\d\.\d+) ± (\d\.\d+)/.exec(line) ?? [];
  if (mean === undefined) throw new Error(`cell ${id} says no ± of ${name}`);
  return { mean: Number(mean), deviation: Number(deviation) };
}

describe('lesson 2 makes a data set', () => {
  it('says on which photos it ran, and how to take others', () => {
    const { text } = lesson.cell('own-data');
    expect(text).toMatch(/This lesson runs on .*real/);
    expect(text).toContain('folder');
  });

  it('downloads with dead addresses reported, shows the first error, and throws out what is broken', () => {
    expect(lesson.cell('downloaded').text.match(/2 failed/g)).toHaveLength(3);
    const bar =
      lesson
        .cell('max-workers')
        .text.match(/(\d+)\/(\d+)/)
        ?.slice(1)
        .map(Number) ?? [];
    // The run ends at the first dead address.
    expect(bar[0]).toBeLessThan(bar[1] as number);
    expect(lesson.cell('verified').text.match(/1 broken, 1 moved to the trash/g)).toHaveLength(3);
  });

  it('the same seed gives the same fifth, another one another', () => {
    const [all, same, other] =
      lesson
        .cell('seeds')
        .text.match(/of (\d+) photos, seed 42 again: (\d+), seed 43: (\d+)/)
        ?.slice(1)
        .map(Number) ?? [];
    expect(same).toBe(all);
    expect(other).toBeLessThan((all as number) / 2);
  });
});

describe('lesson 2 trains', () => {
  it('the head learns: far better than guessing, on twenty fifths 0.06 or less on average', () => {
    expect(epochs('stage-1-fit')).toHaveLength(4);
    expect(last('stage-1-fit').error_rate).toBeLessThanOrEqual(0.15);
    expect(last('stage-1-fit').train_loss).toBeLessThan((epochs('stage-1-fit')[0]?.train_loss as number) / 2);
    expect(spreadOf('other-fifths', 'twenty').mean).toBeLessThanOrEqual(0.06);
  });

  it('the finder’s first curve goes downhill around 3e-3 and then up', () => {
    const [curve] = lesson.cell('find-head').figures[0] ?? [];
    const points = (curve?.x ?? []).map((x, i) => ({ rate: Number(x), loss: Number(curve?.y?.[i]) }));
    const lossAt = (rate: number): number =>
      points.reduce((a, b) => (Math.abs(Math.log(b.rate / rate)) < Math.abs(Math.log(a.rate / rate)) ? b : a))
        .loss;
    expect(lossAt(1e-2)).toBeLessThan(0.8 * lossAt(3e-4));
    const least = Math.min(...points.map(({ loss }) => loss));
    expect(points.at(-1)?.loss).toBeGreaterThan(1.1 * least);
  });

  it('the second curve has no such slope: it runs along and rises', () => {
    const [curve] = lesson.cell('find-all').figures[0] ?? [];
    const losses = (curve?.y ?? []).map(Number);
    const start = losses.slice(0, 5).reduce((sum, loss) => sum + loss, 0) / 5;
    expect(Math.min(...losses)).toBeGreaterThan(0.5 * start);
    expect(losses.at(-1)).toBeGreaterThan(1.5 * start);
  });

  it('training all of the net does no harm beyond the noise', () => {
    const { deviation } = spreadOf('other-fifths', 'twenty');
    expect(last('stage-2-fit').error_rate).toBeLessThanOrEqual(
      (last('stage-1-fit').error_rate as number) + deviation,
    );
  });
});

describe('lesson 2 cleans', () => {
  it('finds duplicates, two of them in two classes, and labels in doubt', () => {
    expect(lesson.cell('audit').text).toMatch(/duplicate +\d+/);
    expect(lesson.cell('audit').text).toContain('in two classes');
    expect(lesson.cell('label-errors').text).toMatch(/[1-9]\d* labels in doubt/);
  });

  it('really moves photos to the trash, back, and again', () => {
    const { text } = lesson.cell('apply');
    const moved = Number(/(\d+) photos moved to the trash/.exec(text)?.[1]);
    expect(moved).toBeGreaterThan(5);
    expect(text).toMatch(/undo: .+/);
    expect(text).toMatch(/redo: .+/);
    // Three that were broken went there before.
    expect(Number(/in the trash now: (\d+)/.exec(text)?.[1])).toBeGreaterThanOrEqual(moved);
  });

  it('keeps the split: photos went from both sides, none changed it', () => {
    const { text } = lesson.cell('cleaned');
    const [before = 0, after = 0] =
      text
        .match(/training +(\d+) → (\d+)/)
        ?.slice(1)
        .map(Number) ?? [];
    expect(after).toBeLessThan(before);
    expect(text).toContain('photos that changed sides: 0');
  });

  it('trained again, it is no worse beyond the noise on the same photos', () => {
    const [old, fresh] = ['before cleaning', 'after cleaning'].map((name) => spreadOf('compare', name));
    const { deviation } = spreadOf('other-fifths', 'twenty');
    expect(fresh?.mean).toBeLessThanOrEqual((old?.mean as number) + deviation);
  });

  it('random noise costs less than its share, biased noise twice as much', () => {
    const [none, random, biased] = ['as they are', 'at random', 'called'].map(
      (name) => spreadOf('noise', name).mean,
    ) as [number, number, number];
    expect(random - none).toBeGreaterThan(0);
    expect(random - none).toBeLessThan(0.15);
    expect(biased - none).toBeGreaterThan(2 * (random - none));
  });
});

describe('lesson 2 uses the model', () => {
  it('names the photo’s class, and shows sources without a folder of a machine', () => {
    expect(lesson.cell('predict').text).toMatch(/'\w+: \d+\.\d %'/);
    expect(lesson.cell('error-rate-source').text).toContain('tsvision/src/');
    expect(lesson.cell('predict-source').text).toContain('predictBatch');
    expect(lesson.cell('deleter-source').text).toContain('class FileDeleter');
  });

  it('being surer leaves fewer photos, and no more of them wrong', () => {
    const rows = [
      ...lesson.cell('thresholds').text.matchAll(/: (\d+) of (\d+) photos, (\d+) of them wrong/g),
    ].map(([, left, all, wrong]) => ({ left: Number(left), all: Number(all), wrong: Number(wrong) }));
    expect(rows).toHaveLength(4);
    expect(rows[0]?.left).toBe(rows[0]?.all);
    for (const [i, { left, wrong }] of rows.entries()) {
      if (i === 0) continue;
      expect(left).toBeLessThanOrEqual(rows[i - 1]?.left as number);
      expect(wrong).toBeLessThanOrEqual(rows[i - 1]?.wrong as number);
    }
    expect(rows.at(-1)?.left).toBeLessThan(rows[0]?.left as number);
  });

  it('shows the widgets', () => {
    for (const id of ['deleter-valid', 'deleter-train', 'cleaner', 'interact', 'app'])
      expect(lesson.cell(id).types).toContain('application/vnd.jupyter.widget-view+json');
  });
});

describe('lesson 2 goes wrong on purpose', () => {
  it('rate too high: the validation loss is far above 1', () => {
    expect(last('lr-too-high').valid_loss).toBeGreaterThan(2);
    expect(last('lr-too-high').valid_loss).toBeGreaterThan(5 * (last('stage-1-fit').valid_loss as number));
  });

  it('rate too low: slowly better over five epochs, the training loss above the validation loss', () => {
    const rows = epochs('lr-too-low');
    expect(rows).toHaveLength(5);
    expect(rows[4]?.error_rate).toBeLessThan(rows[0]?.error_rate as number);
    expect(rows[4]?.valid_loss).toBeLessThan(rows[0]?.valid_loss as number);
    expect(rows[4]?.train_loss).toBeGreaterThan(rows[4]?.valid_loss as number);
    expect(rows[4]?.error_rate).toBeGreaterThan(2 * (epochs('too-few')[0]?.error_rate as number));
  });

  it('too few epochs: far better than guessing and not done; from nothing hardly begun', () => {
    const one = last('too-few');
    expect(one.error_rate).toBeLessThan(0.3);
    expect(one.train_loss).toBeGreaterThan(one.valid_loss as number);
    expect(last('from-nothing').error_rate).toBeGreaterThan(0.3);
  });

  it('too many epochs: training loss far below validation loss, and the error does not get worse', () => {
    const rows = [
      ...lesson
        .cell('too-many')
        .text.matchAll(/epoch +(\d+) +train ([\d.]+) +valid ([\d.]+) +error ([\d.]+)/g),
    ].map(([, epoch, train, valid, error]) => ({
      epoch: Number(epoch),
      train: Number(train),
      valid: Number(valid),
      error: Number(error),
    }));
    const end = rows.at(-1);
    expect(end?.epoch).toBe(39); // they count from 0
    expect(end?.train).toBeLessThan((end?.valid as number) / 3);
    const best = Math.min(...rows.map(({ error }) => error));
    expect(end?.error).toBeLessThanOrEqual(best + 0.015);
  });

  it('overfitting: with wrong labels the error gets worse in nearly every run, while the training loss falls', () => {
    const { text } = lesson.cell('overfitting-numbers');
    const [best, end] = ['best', 'last'].map(
      (name) => spreadOf('overfitting-numbers', `${name}, epoch`).mean,
    );
    expect(end).toBeGreaterThan((best as number) + 0.03);
    expect(text).toMatch(/worse at the end than at the best epoch: [45] of 5 runs/);
    const [loss] = lesson.cell('overfitting').figures[0] ?? [];
    expect(Number(loss?.y?.at(-1))).toBeLessThan(0.1);
  });

  it('more photos, fewer errors; the first dozen do most', () => {
    const [curve] = lesson.cell('how-many').figures[0] ?? [];
    const errors = (curve?.y ?? []).map(Number);
    const counts = (curve?.x ?? []).map(Number);
    expect(errors.at(-1)).toBeLessThan((errors[0] as number) / 2);
    const atDozen = errors[counts.indexOf(12)] as number;
    expect((errors[0] as number) - atDozen).toBeGreaterThan(atDozen - (errors.at(-1) as number));
  });
});
