// Are all rows of a large set streamed once, with memory that stays flat, when the process is killed in the middle? Shards
// of small drawn photos are written; a process loads them batch by batch and notes what it got; it is killed, another
// goes on from the last place that was noted, and the notes of both are held against what was written.
//
//   npm run bench -- scale stream --rows 20000        a minute
import { fork } from 'node:child_process';
import { createReadStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import sharp from 'sharp';
import { Header } from 'tar';
import { linearFit } from './linearFit.mjs';

export const options = {
  rows: { type: 'string', default: '1000000' },
  // Rows of a shard, and pixels of a side.
  each: { type: 'string', default: '10000' },
  side: { type: 'string', default: '16' },
};
const validPct = 0.01;
/** MiB by which memory may grow for 100,000 rows more. */
const flatMiB = 10;
/** Rows after which a process has its buffers and pools. */
const warmRows = 50_000;
/** Rows after these over which growth can be told from what the collector leaves lying. */
const toldRows = 100_000;

export async function measure({ rows = '1000000', each = '10000', side = '16' }) {
  const count = Number(rows);
  const root = mkdtempSync(join(tmpdir(), 'tsvision-stream-'));
  try {
    const files = await writeShards(root, count, Number(each), Number(side));
    process.stderr.write(`  ${files.length} shards written\n`);
    const job = { files, side: Number(side), validPct, notes: join(root, 'notes.jsonl') };
    const killed = await stream({ ...job, killAt: 0.4 * count });
    process.stderr.write(`  killed by ${killed.signal}\n`);
    const finished = await stream(job);
    const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0);
    return {
      rows: count,
      shards: files.length,
      MiB: bytes / 2 ** 20,
      killed,
      finished,
      ...(await held(job.notes, count)),
    };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** Tars as webdataset's writer makes them, a photo and a class for each row. */
async function writeShards(root, rows, each, side) {
  const photos = await Promise.all(Array.from({ length: 100 }, (_, i) => drawnPhoto(i, side)));
  const files = [];
  for (let from = 0; from < rows; from += each) {
    const path = join(root, `part-${String(files.length).padStart(4, '0')}.tar`);
    const file = await open(path, 'w');
    const parts = [];
    for (let i = from; i < Math.min(rows, from + each); i++) {
      const key = String(i).padStart(8, '0');
      parts.push(
        ...member(`${key}.jpg`, photos[i % 100]),
        ...member(`${key}.cls`, Buffer.from(String(i % 10))),
      );
    }
    await file.writev([Buffer.concat([...parts, Buffer.alloc(1024)])]);
    await file.close();
    files.push(path);
  }
  return files;
}

function drawnPhoto(i, side) {
  const background = { r: (i * 37) % 256, g: (i * 91) % 256, b: (i * 53) % 256 };
  return sharp({ create: { width: side, height: side, channels: 3, background } })
    .jpeg()
    .toBuffer();
}

function member(path, bytes) {
  const header = Buffer.alloc(512);
  new Header({ path, size: bytes.length, type: 'File', mode: 0o644 }).encode(header);
  return [header, bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)];
}

/** One process over the stream, from the last place that was noted; killed after so many rows, if it is told to. */
async function stream({ killAt = Number.POSITIVE_INFINITY, ...job }) {
  const child = fork(new URL('streamOnce.mjs', import.meta.url), [JSON.stringify(job)], {
    stdio: ['ignore', process.stderr, 'inherit', 'ipc'],
  });
  const samples = [];
  let told;
  child.on('message', (/** @type {any} */ message) => {
    if ('scanned' in message) told = message;
    else samples.push(message);
    if (message.rows >= killAt) child.kill('SIGKILL');
  });
  const [code, signal] = await new Promise((resolve) => child.on('close', (...end) => resolve(end)));
  await wait(0);
  if (code !== 0 && signal !== 'SIGKILL') throw new Error(`streamOnce.mjs ended with ${code ?? signal}.`);
  const warm = samples.filter(({ fresh }) => fresh >= warmRows);
  const slope =
    (warm.at(-1)?.fresh ?? 0) >= warmRows + toldRows
      ? linearFit(
          warm.map(({ fresh }) => fresh),
          warm.map(({ rss }) => rss),
        ).slope * 1e5
      : null;
  const last = samples.at(-1);
  return {
    signal,
    ...told,
    fresh: last?.fresh ?? 0,
    seconds: last?.seconds ?? 0,
    MiBPer100000: slope,
    leastMiB: Math.min(...(warm.length > 0 ? warm : samples).map(({ rss }) => rss)),
    mostMiB: Math.max(...samples.map(({ rss }) => rss)),
  };
}

/** What the notes say, held against what was written. */
async function held(notes, rows) {
  const times = new Uint8Array(rows);
  for await (const line of createInterface({ input: createReadStream(notes) }))
    for (const key of JSON.parse(line).keys) times[key]++;
  const count = (wanted) => times.reduce((sum, each) => sum + Number(wanted(each)), 0);
  return { once: count((n) => n === 1), never: count((n) => n === 0), oftener: count((n) => n > 1) };
}

export function describe({ rows, shards, MiB, killed, finished, once, never, oftener }) {
  const { valid } = finished;
  const right = once + valid === rows && never === valid && oftener === 0;
  const memory = finished.MiBPer100000 ?? killed.MiBPer100000;
  return [
    `${rows} rows in ${shards} shards of together ${MiB.toFixed(0)} MiB, ${valid} of them for validation`,
    `  killed after ${killed.fresh} rows; another process gave ${finished.fresh} more`,
    `  ${once} rows came once, ${oftener} twice or oftener, ${never - valid} never: ${right ? 'no row lost or twice' : 'WRONG'}`,
    ...[killed, finished].map(
      (run) =>
        `  one look at all rows ${run.scanned.toFixed(0)} s, then ${((1000 * run.seconds) / run.fresh).toFixed(3)} ms a row; memory ${run.leastMiB.toFixed(0)} to ${run.mostMiB.toFixed(0)} MiB`,
    ),
    memory === null
      ? `  whether memory is flat takes ${warmRows + toldRows} rows of one process to tell`
      : `  memory ${memory <= flatMiB ? 'is flat' : 'GROWS'}: ${memory.toFixed(1)} MiB for 100,000 rows more (up to ${flatMiB} is flat)`,
  ].join('\n');
}
