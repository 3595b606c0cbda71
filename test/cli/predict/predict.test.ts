import { type ChildProcess, spawn } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parse } from 'csv-parse/sync';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { beforeAll, expect, it } from 'vitest';
import { createCnn } from '../../../src/train/index.js';
import { InferenceModel, models } from '../../../src/vision/index.js';
import { photoBunch, photoFolder } from '../../train/fixtures/photoFolder.js';

const main = resolve(import.meta.dirname, '../../../dist/cli/main.js');
const shards = 4;
const count = 120;
let exported: string;
let photos: string;

beforeAll(async () => {
  const drawn = await photoFolder(6);
  const learn = await createCnn(await photoBunch(drawn), models.tinyresnet, {
    pretrained: false,
    linFtrs: [8],
  });
  exported = await learn.export(join(drawn, 'model.safetensors'));
  photos = mkdtempSync(join(tmpdir(), 'tsvision-predict-'));
  const sources = ['cold', 'warm'].flatMap((kind) =>
    readdirSync(join(drawn, kind)).map((name) => join(drawn, kind, name)),
  );
  for (let i = 0; i < count; i++)
    symlinkSync(sources[i % sources.length] as string, join(photos, `${String(i).padStart(4, '0')}.png`));
  writeFileSync(join(photos, '0100,"broken".jpg'), 'no photo');
});

interface Worker {
  readonly child: ChildProcess;
  readonly ended: Promise<{ code: number | null; signal: string | null; text: string }>;
}

function worker(out: string, ...flags: string[]): Worker {
  const child = spawn(process.execPath, [main, 'predict', exported, photos, '--out', out, ...flags]);
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (text += String(chunk)));
  const ended = new Promise<Awaited<Worker['ended']>>((done) => {
    child.on('close', (code, signal) => done({ code, signal, text }));
  });
  return { child, ended };
}

/** Bytes in the journals of a shard so far. */
function journalled(out: string, shard: string): number {
  const folder = `${out}.parts`;
  if (!existsSync(folder)) return 0;
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.includes(shard) && name.endsWith('.journal'))
    .reduce((sum, name) => sum + (statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0), 0);
}

const shardOf = (out: string, number: number): Worker =>
  worker(out, '--shard', `${number}/${shards}`, '--batch', '1');

/** Where a worker was killed that had written some of its rows; one that was quicker than this process is run anew. */
async function killedInTheMiddle(run: (out: string) => Worker, shard: string): Promise<string> {
  for (;;) {
    const out = join(mkdtempSync(join(tmpdir(), 'tsvision-out-')), 'preds.csv');
    const victim = run(out);
    while (victim.child.exitCode === null && journalled(out, shard) === 0) await delay(2);
    victim.child.kill('SIGKILL');
    if ((await victim.ended).signal === 'SIGKILL') return out;
  }
}

it('is complete and without duplicates when one of four workers is killed in the middle', async ({
  skip,
}) => {
  skip(!existsSync(main), 'the command is not built (npm run build)');
  const out = await killedInTheMiddle((path) => shardOf(path, 2), '00002-of-');
  const run = (number: number): Worker => shardOf(out, number);
  const done = journalled(out, '00002-of-');
  const others = await Promise.all([1, 3, 4].map((number) => run(number).ended));
  for (const { code, text } of others) expect([code, text]).toEqual([0, expect.stringContaining('complete')]);
  expect(existsSync(out)).toBe(false);
  expect((await worker(out, '--shard', `1/${shards}`, '--merge').ended).text).toContain('shards 2 of 4');

  const again = await run(2).ended;
  expect(again.code).toBe(0);
  const fresh = Number(/complete: (\d+) photos/.exec(again.text)?.[1]);
  expect(done).toBeGreaterThan(0);
  expect(fresh).toBeGreaterThan(0);
  expect(fresh).toBeLessThan(Math.floor((count + 1) / shards));

  const rows = parse(readFileSync(out), { columns: true }) as Record<string, string>[];
  expect(rows.map(({ path }) => path)).toEqual(readdirSync(photos).sort());
  expect(rows.filter(({ error }) => error)).toMatchObject([{ path: '0100,"broken".jpg', label: '' }]);
  const model = await InferenceModel.load(exported);
  const [wanted] = await model.classify([join(photos, '0007.png')]);
  const row = rows[7] as Record<string, string>;
  for (const [i, name] of model.classes.entries())
    expect(Number(row[`probability:${name}`])).toBeCloseTo(wanted?.[i] as number, 5);

  const before = readFileSync(out);
  expect((await run(3).ended).text).toContain(': 0 photos predicted now');
  expect(readFileSync(out)).toEqual(before);
});

it('writes Parquet with the same rows', async ({ skip }) => {
  skip(!existsSync(main), 'the command is not built (npm run build)');
  const out = join(mkdtempSync(join(tmpdir(), 'tsvision-out-')), 'preds.parquet');
  const { code, text } = await worker(out).ended;
  expect([code, text]).toEqual([0, expect.stringContaining(`${count + 1} rows`)]);
  const rows = await parquetReadObjects({ file: await asyncBufferFromFile(out) });
  expect(rows.map(({ path }) => path)).toEqual(readdirSync(photos).sort());
  for (const row of rows) {
    const [cold, warm] = [row['probability:cold'], row['probability:warm']] as [number | null, number | null];
    if (row.error) expect([row.label, cold, warm]).toEqual(['', null, null]);
    else expect((cold as number) + (warm as number)).toBeCloseTo(1, 5);
  }
});

it.each([
  ['--shard', '5/4', 'I/N with'],
  ['--out', 'preds.xlsx', '.csv or .parquet'],
  ['--out', `${main}/preds.csv`, 'in a folder that can be written to'],
  ['--batch', '0', 'whole number'],
])('refuses %s %s', async (flag, value, message) => {
  const { code, text } = await worker('preds.csv', flag, value).ended;
  expect(code).toBe(1);
  expect(text).toContain(message);
  expect(text).not.toContain('    at ');
});
