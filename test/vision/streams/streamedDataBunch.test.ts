import { mkdtempSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parquetWriteBuffer } from 'hyparquet-writer';
import sharp from 'sharp';
import { beforeAll, expect, it, vi } from 'vitest';
import type { StreamState } from '../../../src/data/index.js';
import { tf } from '../../../src/engine/index.js';
import { ClassificationInterpretation } from '../../../src/interpret/index.js';
import { accuracy, createCnn } from '../../../src/train/index.js';
import {
  type FromShardsOptions,
  getTransforms,
  ImageDataBunch,
  imagenetStats,
  models,
  type StreamedDataBunch,
} from '../../../src/vision/index.js';
import { keys, tarOf } from '../../data/shards/tarOf.js';

const size = 16;
const names = ['cold', 'warm'];
const rows = 60;
let photos: Buffer[];
let files: string[];

/** A photo of one colour that tells its number: red is 4 × i, blue its class. */
async function photoOf(i: number): Promise<Buffer> {
  const background = { r: 4 * i, g: 100, b: i % 2 === 0 ? 220 : 30 };
  return sharp({ create: { width: size, height: size, channels: 3, background } })
    .png()
    .toBuffer();
}

function writeShards(label: (i: number) => [string, string], each = 20): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'tsvision-streams-'));
  return Array.from({ length: rows / each }, (_, file) => {
    const path = join(folder, `part-${file}.tar`);
    const members = keys(rows, 'photo-')
      .map((key, i): [string, Buffer | string][] => {
        const [extension, text] = label(i);
        return [
          [`${key}.png`, photos[i] as Buffer],
          [`${key}.${extension}`, text],
        ];
      })
      .slice(file * each, (file + 1) * each);
    writeFileSync(path, tarOf(members.flat()));
    return path;
  });
}

beforeAll(async () => {
  photos = await Promise.all(Array.from({ length: rows }, (_, i) => photoOf(i)));
  files = writeShards((i) => ['txt', names[i % 2] as string]);
});

const options = { bs: 7, size, numWorkers: 0, shuffle: 15 } as const;
const open = (given: string | string[] = files, more: FromShardsOptions = {}): Promise<StreamedDataBunch> =>
  ImageDataBunch.fromShards(given, { ...options, ...more });

/** Numbers of the photos of a pass over the training rows, by what the pixels say. */
async function passOf(
  data: StreamedDataBunch,
  {
    epoch = 0,
    state,
    most = Infinity,
  }: { epoch?: number; state?: StreamState | undefined; most?: number } = {},
) {
  const seen: number[] = [];
  const values: number[] = [];
  let last: StreamState | undefined;
  for await (const batch of data.trainDl.with({ dropLast: false }).batches({ epoch, state })) {
    const pixels = await batch.xs.data();
    const targets = await batch.ys.data();
    batch.indices.forEach((_, i) => {
      const number = Number(batch.names[i]?.slice(-4));
      seen.push(number);
      values.push(...pixels.subarray(i * size * size * 3, i * size * size * 3 + 3));
      expect(targets[i]).toBe(number % 2);
    });
    tf.dispose([batch.xs, batch.ys]);
    last = batch.state;
    if (seen.length >= most) break;
  }
  return { seen, values, state: last };
}

it('streams each training row once an epoch, with its own pixels and class, and keeps the others for validation', async () => {
  const data = await open();
  expect(data.classes).toEqual(names);
  const { seen, values } = await passOf(data);
  const red = seen.map((_, i) => Math.round((values[3 * i] as number) * 255));
  expect(red).toEqual(seen.map((number) => 4 * number));
  const valid = data.validDs.items.map(({ path }) => Number(path.slice(-4)));
  expect(valid.length).toBeGreaterThan(4);
  expect([...seen, ...valid].sort((a, b) => a - b)).toEqual([...photos.keys()]);
  expect(data.trainDs.length).toBe(seen.length);
  expect(data.classCounts).toEqual({
    cold: seen.filter((i) => i % 2 === 0).length,
    warm: seen.filter((i) => i % 2 === 1).length,
  });
  expect((await passOf(data, { epoch: 1 })).seen).not.toEqual(seen);
});

it('a row stays on its side with other shards, in another order, and in Parquet with the same keys', async () => {
  const validOf = (data: StreamedDataBunch): string[] =>
    data.validDs.items.map(({ path }) => path.slice(-10)).sort();
  const one = await open();
  expect(validOf(await open([...files].reverse()))).toEqual(validOf(one));
  const fewer = validOf(await open(files.slice(1)));
  expect(fewer).toEqual(validOf(one).filter((name) => Number(name.slice(-4)) >= 20));
  expect(fewer.length).toBeGreaterThan(0);
  expect(validOf(await open(files, { seed: 7 }))).not.toEqual(validOf(one));
});

it('goes on at exactly the next row, with the same pixels, after being stopped', async () => {
  const dsTfms = getTransforms();
  const whole = await passOf(await open(files, { dsTfms }), { epoch: 2 });
  for (const most of [7, 21]) {
    const first = await passOf(await open(files, { dsTfms }), { epoch: 2, most });
    const state = JSON.parse(JSON.stringify(first.state)) as StreamState;
    const rest = await passOf(await open(files, { dsTfms }), { epoch: 2, state });
    expect([...first.seen, ...rest.seen]).toEqual(whole.seen);
    expect([...first.values, ...rest.values]).toEqual(whole.values);
  }
});

it('trains, validates, and shows what it got wrong', async () => {
  const data = (await open()).normalize(imagenetStats);
  const learn = await createCnn(data, models.tinyresnet, {
    pretrained: false,
    metrics: [accuracy],
    linFtrs: [8],
  });
  await learn.fitOneCycle(1, { table: false });
  const interp = await ClassificationInterpretation.fromLearner(learn);
  expect(interp.rows).toHaveLength(data.validDs.length);
  const [, worst] = interp.topLosses(3);
  expect(worst).toHaveLength(3);
  const grid = await interp.plotTopLosses(4);
  expect(grid.cells.map(({ title }) => title.split('\n')[1])).toEqual(
    interp.topLossItems(4).map(({ path }) => path.slice(-10)),
  );
  const shown = await data.showBatch({ rows: 2 });
  expect(String(JSON.stringify(shown))).toMatch(/cold|warm/);
  await data.showBatch({ rows: 2, which: 'valid' });
  await expect(learn.getPreds('train')).rejects.toMatchObject({ name: 'StreamedSetError', set: 'train' });
  expect(() => data.trainDs.items).toThrow(/for await \(const batch of data\.fixDl\.batches\(\)\)/);
  expect((await learn.TTA()).count).toBe(data.validDs.length);
});

it('takes shards of their own for validation', async () => {
  const data = await open(files.slice(0, 2), { valid: files.slice(2) });
  expect([data.trainDs.length, data.validDs.length]).toEqual([40, 20]);
  expect((await passOf(data)).seen.sort((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, i) => i));
});

it('names classes of numbers, and refuses or passes over those that nobody named', async () => {
  const numbered = writeShards((i) => ['cls', String(i === 5 ? 9 : i % 2)]);
  expect((await open(numbered)).classes).toEqual(['0', '1', '9']);
  await expect(open(numbered, { classes: names })).rejects.toMatchObject({
    name: 'ShardError',
    problem: 'label',
    message: expect.stringMatching(
      /part-0\.tar\/photo-0005 has the class 9, which is not among cold, warm\./,
    ),
  });
  const warn = vi.spyOn(console, 'warn').mockReturnValue();
  const data = await open(numbered, { classes: names, onBroken: 'skip', validPct: 0 });
  expect(data.classes).toEqual(names);
  expect((await passOf(data)).seen).toHaveLength(rows - 1);
  expect([...data.unreadable.reasons]).toEqual([
    [expect.stringMatching(/photo-0005$/), 'has the class 9, which is not among cold, warm'],
  ]);
  warn.mockRestore();
});

it('a cut shard is an error with its place, or its whole rows and all other shards count', async () => {
  const cut = writeShards((i) => ['txt', names[i % 2] as string]);
  const whole = readFileSync(cut[1] as string).length;
  truncateSync(cut[1] as string, whole / 2);
  await expect(open(cut)).rejects.toMatchObject({ problem: 'cut', shard: cut[1], rows: expect.any(Number) });
  const warn = vi.spyOn(console, 'warn').mockReturnValue();
  const data = await open(cut, { onBroken: 'skip', validPct: 0 });
  expect(data.trainDs.length).toBeGreaterThan(40);
  expect(data.trainDs.length).toBeLessThan(60);
  expect((await passOf(data)).seen).toHaveLength(data.trainDs.length);
  expect([...data.unreadable.reasons.keys()].map((path) => basename(path))).toEqual(['part-1.tar']);
  warn.mockRestore();
});

it('leaves out photos that cannot be decoded, as elsewhere', async () => {
  const path = join(mkdtempSync(join(tmpdir(), 'tsvision-streams-')), 'a.tar');
  const members = keys(8).flatMap((key, i): [string, string | Buffer][] => [
    [`${key}.png`, i === 3 ? 'no photo' : (photos[i] as Buffer)],
    [`${key}.txt`, names[i % 2] as string],
  ]);
  writeFileSync(path, tarOf(members));
  const warn = vi.spyOn(console, 'warn').mockReturnValue();
  const data = await open([path], { validPct: 0 });
  expect((await passOf(data)).seen.sort()).toEqual([0, 1, 2, 4, 5, 6, 7]);
  expect([...data.unreadable.reasons.keys()].map((name) => basename(name))).toEqual(['0003']);
  warn.mockRestore();
});

it('reads Parquet as Hugging Face writes it, with the names of the classes', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tsvision-streams-'));
  const told = { info: { features: { label: { _type: 'ClassLabel', names } } } };
  const [first, second] = [0, 1].map((file) => {
    const path = join(folder, `train-0000${file}-of-00002.parquet`);
    const own = photos.slice(file * 30, (file + 1) * 30);
    const bytes = parquetWriteBuffer({
      columnData: [
        { name: 'image', data: own, type: 'BYTE_ARRAY' },
        { name: 'label', data: own.map((_, i) => BigInt(i % 2)), type: 'INT64' },
      ],
      kvMetadata: [{ key: 'huggingface', value: JSON.stringify(told) }],
      rowGroupSize: 8,
    });
    writeFileSync(path, Buffer.from(bytes));
    return path;
  }) as [string, string];
  const data = await ImageDataBunch.fromParquet(folder, { ...options });
  expect(data.classes).toEqual(names);
  expect(data.trainDs.length + data.validDs.length).toBe(rows);
  const reds: number[] = [];
  for (const loader of [data.fixDl, data.validDl])
    for await (const { xs, ys } of loader.batches()) {
      const pixels = await xs.data();
      const count = xs.shape[0];
      for (let i = 0; i < count; i++) reds.push(Math.round((pixels[i * size * size * 3] as number) * 255));
      tf.dispose([xs, ys]);
    }
  expect(reds.sort((a, b) => a - b)).toEqual([...photos.keys()].map((i) => 4 * i));
  const only = await ImageDataBunch.fromParquet([second, first], { ...options });
  expect(only.validDs.length).toBe(data.validDs.length);
});
