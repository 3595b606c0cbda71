import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Random } from '../../src/core/index.js';
import {
  ClassificationInterpretation,
  FileLink,
  plotMultiTopLosses,
  submission,
} from '../../src/interpret/index.js';
import { jupyterDisplay } from '../../src/notebook/index.js';
import type { Learner, Predictions } from '../../src/train/index.js';
import type { DataBunch, DataLoader, ImageDataset } from '../../src/vision/index.js';

const classes = ['black', 'grizzly', 'teddy'];

// Six photos, the rows of probabilities as written; 0, 1, 4, 5 are right.
const rows = [
  [0.8, 0.1, 0.1],
  [0.1, 0.5, 0.4],
  [0.7, 0.2, 0.1],
  [0.2, 0.7, 0.1],
  [0.02, 0.03, 0.95],
  [0.2, 0.3, 0.5],
];
const actual = [0, 1, 1, 2, 2, 2];
const paths = actual.map((_, i) => `/photos/${i}.jpg`);

function predictionsOf(
  probabilities: readonly (readonly number[])[],
  targets: readonly number[],
): Predictions {
  return {
    probabilities: Float32Array.from(probabilities.flat()),
    width: probabilities[0]?.length ?? 0,
    count: probabilities.length,
    targets: Float32Array.from(targets),
    losses: Float32Array.from(probabilities, (row, i) => -Math.log(row[targets[i] as number] ?? 1)),
    indices: Int32Array.from(probabilities, (_, i) => i),
    unreadable: [],
  };
}

function fakeLearner(
  predictions: Predictions,
  kind: 'single' | 'multi' = 'single',
  names = classes,
): Learner {
  const dataset: ImageDataset = {
    items: Array.from({ length: predictions.count }, (_, i) => ({
      path: `/photos/${i}.jpg`,
      label: undefined,
    })),
    classes: names,
    length: predictions.count,
    target: (i) => predictions.targets[i] as number,
  };
  const loader: DataLoader = { dataset, batchSize: 1, length: 1, async *batches() {} };
  const data: Partial<DataBunch> = {
    classes: names,
    c: names.length,
    targetKind: kind,
    validDl: loader,
    fixDl: loader,
    testDl: loader,
  };
  return { data, random: new Random(1), getPreds: async () => predictions } as unknown as Learner;
}

const interpretation = (): Promise<ClassificationInterpretation> =>
  ClassificationInterpretation.fromLearner(fakeLearner(predictionsOf(rows, actual)));

describe('ClassificationInterpretation', () => {
  it('counts confusions: rows actual, columns predicted', async () => {
    const interp = await interpretation();
    expect(interp.confusionMatrix()).toEqual([
      [1, 0, 0],
      [1, 1, 0],
      [0, 1, 2],
    ]);
    expect(interp.mostConfused()).toEqual([
      ['grizzly', 'black', 1],
      ['teddy', 'grizzly', 1],
    ]);
    expect(interp.mostConfused(2)).toEqual([]);
    expect(interp.mostConfused({ minVal: 2 })).toEqual([]);
    expect(interp.mostConfused({ minVal: 1 })).toEqual(interp.mostConfused());
    expect(interp.plotConfusionMatrix({ figsize: [12, 10], dpi: 60 }).layout).toMatchObject({
      width: 720,
      height: 600,
    });
    expect(() => interp.plotConfusionMatrix({ figsize: [0, 10] })).toThrow('in inches');
  });

  it('scores each class', async () => {
    const scores = (await interpretation()).perClass();
    expect(scores.map(({ precision }) => precision)).toEqual([0.5, 0.5, 1]);
    expect(scores.map(({ recall }) => recall)).toEqual([1, 0.5, 2 / 3]);
    expect(scores.map(({ support }) => support)).toEqual([1, 2, 3]);
    expect(scores[2]?.f1).toBeCloseTo(0.8, 12);
    expect(String((await interpretation()).perClassTable())).toContain('grizzly     0.5000  0.5000');
  });

  it('sorts by loss, with the paths', async () => {
    const interp = await interpretation();
    const [losses, idxs] = interp.topLosses();
    expect(idxs).toEqual([3, 2, 1, 5, 0, 4]);
    expect(losses[0]).toBeCloseTo(-Math.log(0.1), 6);
    expect(interp.topLosses(2)[1]).toEqual([3, 2]);
    expect(interp.topLosses(2).indices).toEqual([3, 2]);
    expect(String(interp)).toContain('4 of 6 photos right');
    expect(interp.topLosses(1, false)[1]).toEqual([4]);
    expect(interp.topLossPaths(2)).toEqual([paths[3], paths[2]]);
    const [worst] = interp.topLossItems(2);
    expect(worst).toMatchObject({ path: paths[3], index: 3, loss: losses[0] });
    expect([worst?.label, worst?.prediction].every((name) => interp.classes.includes(String(name)))).toBe(
      true,
    );
    expect(worst?.label).not.toBe(worst?.prediction);
  });

  it('titles top losses with prediction, actual class, loss, probability of the actual class and file name', async () => {
    const grid = await (await interpretation()).plotTopLosses(2);
    expect(grid.cells[0]?.title).toBe('grizzly / teddy / 2.30 / 0.10\n3.jpg');
    expect(grid.title).toContain('probability of the actual class');
    const large = await (await interpretation()).plotTopLosses(3, { figsize: [10, 8], largest: false });
    expect([large.thumbSize, large.cells[0]?.title]).toEqual([240, expect.stringContaining('4.jpg')]);
  });

  it('chooses the five galleries', async () => {
    const interp = await interpretation();
    const chosen = (kind: Parameters<typeof interp.select>[0], ofClass?: string): number[] =>
      interp.select(kind, 4, ofClass).map(({ index }) => index);
    expect(chosen('mostCorrect')).toEqual([4, 0, 1, 5]);
    expect(chosen('mostCorrect', 'teddy')).toEqual([4, 5]);
    expect(chosen('mostIncorrect')).toEqual([3, 2]);
    expect(chosen('mostUncertain').slice(0, 2).sort()).toEqual([1, 5]);
    expect(chosen('randomCorrect').sort()).toEqual([0, 1, 4, 5]);
    expect(chosen('randomIncorrect').sort()).toEqual([2, 3]);
    expect(() => interp.select('mostCorrect', 4, 'panda')).toThrow('one of black, grizzly, teddy');
  });

  it('draws the matrix with names, as counts or as shares', async () => {
    const interp = await interpretation();
    const { data, layout } = interp.plotConfusionMatrix();
    expect(data[0]).toMatchObject({ type: 'heatmap', x: classes, y: classes });
    expect(layout.xaxis).toMatchObject({ title: { text: 'Predicted' } });
    const shares = interp.plotConfusionMatrix({ normalize: true }).data[0]?.z as number[][];
    for (const row of shares) expect(row.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
  });

  it('works with 100 classes and 50,000 photos, in a moment and in little memory', async () => {
    const names = Array.from({ length: 100 }, (_, i) => `class ${i}`);
    const random = new Random(3);
    const count = 50_000;
    const probabilities = Float32Array.from({ length: count * 100 }, () => random.next());
    const predictions: Predictions = {
      probabilities,
      width: 100,
      count,
      targets: Float32Array.from({ length: count }, (_, i) => i % 100),
      losses: new Float32Array(count),
      indices: Int32Array.from({ length: count }, (_, i) => i),
      unreadable: [],
    };
    const interp = await ClassificationInterpretation.fromLearner(fakeLearner(predictions, 'single', names));
    const figure = interp.plotConfusionMatrix();
    expect((figure.data[0]!.z as number[][]).flat().reduce((sum, n) => sum + n, 0)).toBe(count);
    expect(figure.data[0]).not.toHaveProperty('texttemplate');
  });

  it('is for photos with one label', async () => {
    const learner = fakeLearner(predictionsOf(rows, actual), 'multi');
    await expect(ClassificationInterpretation.fromLearner(learner)).rejects.toThrow('plotMultiTopLosses');
  });
});

describe('plotMultiTopLosses', () => {
  it('shows what was predicted and what is there', async () => {
    const predictions: Predictions = {
      probabilities: Float32Array.from([0.9, 0.8, 0.1, 0.4, 0.2, 0.1]),
      width: 3,
      count: 2,
      targets: Float32Array.from([1, 0, 0, 0, 0, 1]),
      losses: Float32Array.from([0.5, 1.5]),
      indices: Int32Array.from([0, 1]),
      unreadable: [],
    };
    const grid = await plotMultiTopLosses(fakeLearner(predictions, 'multi'));
    expect(grid.cells.map(({ title }) => title)).toEqual([
      'predicted –\nactual teddy\nloss 1.50\n1.jpg',
      'predicted black, grizzly\nactual black\nloss 0.50\n0.jpg',
    ]);
  });
});

describe('submission', () => {
  const file = (): string => join(mkdtempSync(join(tmpdir(), 'tsvision-submission-')), 'submission.csv');

  it('writes id,label with clipped probabilities, and links to the file', async () => {
    const twoClasses = predictionsOf([[0.99, 0.01], [0.3, 0.7]], [-1, -1]); // biome-ignore format: rows
    const path = file();
    const link = await submission(fakeLearner(twoClasses, 'single', ['cats', 'dogs']), path, {
      clip: [0.05, 0.95],
    });
    const [header, first, second] = readFileSync(path, 'utf8').trim().split('\n');
    expect(header).toBe('id,label');
    expect(first).toBe('0,0.05');
    expect(Number(second?.split(',')[1])).toBeCloseTo(0.7, 6);
    expect(link).toBeInstanceOf(FileLink);
    expect(link[jupyterDisplay]()['text/html']).toContain('<a href=');
  });

  it('links to a file by its path from here: where the folder lies is nobody’s business', () => {
    const link = new FileLink('data/a & b.csv');
    expect(link[jupyterDisplay]()).toEqual({
      'text/html': '<a href="data/a%20%26%20b.csv" target="_blank">data/a &amp; b.csv</a>',
      'text/plain': 'data/a & b.csv',
    });
  });

  it('has a column for each of several classes, and refuses nonsense', async () => {
    const path = file();
    const learner = fakeLearner(predictionsOf(rows, actual));
    await submission(learner, path, { split: 'valid' });
    const lines = readFileSync(path, 'utf8').trim().split('\n');
    expect(lines[0]).toBe('id,black,grizzly,teddy');
    expect(lines).toHaveLength(7);
    await expect(submission(learner, path, { positive: 'panda' })).rejects.toThrow('one of black');
    await expect(submission(learner, path, { clip: [0.9, 0.1] })).rejects.toThrow('clip');
  });
});
