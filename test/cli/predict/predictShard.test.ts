import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { mergeParts, type PredictionRun, planRun, predictShard } from '../../../src/cli/predict/index.js';
import type { InferenceModel } from '../../../src/vision/index.js';

const names = Array.from({ length: 50 }, (_, i) => `${String(i).padStart(3, '0')}.jpg`);
const shard = { number: 2, count: 2 };
let run: PredictionRun;
/** Photos that the model was asked for, in turn. */
let asked: string[];
/** What happens before a batch is answered. */
let meanwhile: () => void;

/** A run's photos that are what they are called. */
const listed = (all: readonly string[]): Pick<PredictionRun, 'photos' | 'count'> => ({
  photos: { names: all, sizes: all.map(() => 0), load: async (index) => all[index] as string },
  count: all.length,
});

beforeEach(() => {
  const folder = mkdtempSync(join(tmpdir(), 'tsvision-shard-'));
  const partsFolder = join(folder, 'parts');
  mkdirSync(partsFolder);
  run = { ...listed(names), partsFolder, out: join(folder, 'out.csv'), shards: 2 };
  asked = [];
  meanwhile = () => undefined;
});

const model = {
  classes: ['even', 'odd'],
  info: { targetKind: 'single' },
  classify: async (photos: readonly string[]) => {
    asked.push(...photos);
    meanwhile();
    return photos.map((name) =>
      Float32Array.of(Number.parseInt(name, 10) % 2 ? 0 : 1, Number.parseInt(name, 10) % 2),
    );
  },
} as unknown as InferenceModel;

const row = (index: number, label = index % 2 ? 'odd' : 'even') =>
  `${JSON.stringify({ index, path: names[index], label, probabilities: [1 - (index % 2), index % 2], error: '' })}\n`;
const partName = '00002-of-00002';
const write = (name: string, ...lines: string[]) =>
  writeFileSync(join(run.partsFolder, `${partName}.${name}`), lines.join(''));
const part = () =>
  readFileSync(join(run.partsFolder, `${partName}.jsonl`), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { index: number; label: string });
const indices = Array.from({ length: 25 }, (_, i) => 25 + i);

it('goes on from whatever earlier attempts have left, each row once and in order', async () => {
  write('jsonl', row(25), row(26));
  write('a.journal', row(26, 'of a later file'), row(27), row(40), row(41).slice(0, 20));
  write('b.journal', 'no row\n', row(27), row(28), row(49));
  // Rows of another shard are not this one's.
  write('c.journal', row(3), row(25), row(700));
  const progress: number[] = [];
  const onProgress = (done: number) => progress.push(done);
  const fresh = await predictShard(model, run, shard, { batchSize: 10, onProgress });
  expect(asked).toEqual(names.filter((_, i) => i >= 29 && i < 49 && i !== 40));
  expect([fresh, progress]).toEqual([19, [16, 25]]);
  expect(part().map(({ index }) => index)).toEqual(indices);
  expect(part()[1]?.label).toBe('even');
  expect(readdirSync(run.partsFolder)).toEqual([`${partName}.jsonl`]);
});

it('is whole when another worker at the same shard ends first and removes all journals', async () => {
  let batches = 0;
  meanwhile = () => {
    if (++batches !== 3) return;
    write('jsonl', ...indices.map((index) => row(index)));
    for (const name of readdirSync(run.partsFolder))
      if (name.endsWith('.journal')) rmSync(join(run.partsFolder, name));
  };
  expect(await predictShard(model, run, shard, { batchSize: 5 })).toBe(25);
  expect(part().map(({ index }) => index)).toEqual(indices);
});

it('predicts again what has gone, rather than write a part with gaps', async () => {
  let batches = 0;
  meanwhile = () => {
    if (++batches !== 5) return;
    expect(existsSync(join(run.partsFolder, `${partName}.jsonl`))).toBe(false);
    for (const name of readdirSync(run.partsFolder)) rmSync(join(run.partsFolder, name));
  };
  expect(await predictShard(model, run, shard, { batchSize: 5 })).toBe(45);
  expect(part().map(({ index }) => index)).toEqual(indices);
});

it('joins parts of more rows than are in memory at a time', async () => {
  const many = Array.from({ length: 25_001 }, (_, i) => `${i}.jpg`);
  const whole = { ...run, ...listed(many), shards: 1 };
  await predictShard(model, whole, { number: 1, count: 1 }, { batchSize: 1000 });
  await mergeParts(whole, model.classes);
  const lines = readFileSync(run.out, 'utf8').trim().split(/\r?\n/);
  expect(lines.slice(1).map((line) => line.split(',').slice(0, 2))).toEqual(
    many.map((name, i) => [name, i % 2 ? 'odd' : 'even']),
  );
});

it('names a run by the photos and their sizes, in the order of their names', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tsvision-run-'));
  for (let i = 0; i < 200; i++)
    writeFileSync(join(folder, `${String(i).padStart(3, '0')}.jpg`), 'x'.repeat(i));
  const plan = (version = 'v', count = 2) => planRun(folder, join(folder, 'out.csv'), version, { count });
  const first = await plan();
  expect(first.photos.names).toEqual(
    Array.from({ length: 200 }, (_, i) => `${String(i).padStart(3, '0')}.jpg`),
  );
  expect((await plan()).partsFolder).toBe(first.partsFolder);
  const folders = [first.partsFolder, (await plan('w')).partsFolder, (await plan('v', 3)).partsFolder];
  // Two photos change places.
  writeFileSync(join(folder, '007.jpg'), 'x'.repeat(8));
  writeFileSync(join(folder, '008.jpg'), 'x'.repeat(7));
  folders.push((await plan()).partsFolder);
  expect(new Set(folders).size).toBe(4);
});
