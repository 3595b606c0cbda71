import { type ChildProcess, fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseJsonLines, Random } from '../../src/core/index.js';
import { readSafetensors } from '../../src/vision/weights/readSafetensors.js';
import { buildChild } from '../clean/support/childProgram.js';
import { zipOf } from '../data/archives/zipOf.js';
import { scaled } from '../scaled.js';

const kills = scaled(100, 2);
const large = Buffer.alloc(3_000_000, 'large ');
const photo = (path: string): string => `photo of ${path} `.repeat(2000);

let program = '';
let server: Server;
let address = '';
let archive = '';
beforeAll(async () => {
  program = await buildChild('writerChild', import.meta.dirname);
  server = createServer((request, response) => {
    if (request.url !== '/large.bin') return void response.end(photo(request.url ?? ''));
    const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
    response.writeHead(from > 0 ? 206 : 200, {
      ...{ etag: '"one"', 'content-length': large.length - from },
      ...(from > 0 ? { 'content-range': `bytes ${from}-${large.length - 1}/${large.length}` } : {}),
    });
    response.end(large.subarray(from));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  archive = join(mkdtempSync(join(tmpdir(), 'tsvision-kills-')), 'set.zip');
  const entries = Array.from({ length: 60 }, (_, i) => [`set/${i}.jpg`, photo(String(i))] as const);
  writeFileSync(archive, zipOf(entries));
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

function start(writer: string, folder: string, times: 'once' | 'forever'): ChildProcess {
  const where = writer === 'archive' ? archive : address;
  return fork(program, [writer, folder, where, times], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
}

const ended = (child: ChildProcess): Promise<number | null> =>
  new Promise((done) => child.once('exit', (code) => done(code)));

/** Lets a writer write until a random moment, then kills it. */
async function killOne(writer: string, folder: string, random: Random): Promise<void> {
  const child = start(writer, folder, 'forever');
  const end = ended(child);
  await new Promise((ready) => child.once('message', ready));
  await delay(random.int(0, 60));
  child.kill('SIGKILL');
  await end;
}

/** A text of one word, again and again, is not of two generations and not cut. */
function expectOneGeneration(text: string, words: number): void {
  const parts = text.split(' ');
  expect(parts.pop()).toBe('');
  expect([parts.length, new Set(parts).size]).toEqual([words, 1]);
}

const textOf = (...path: string[]): string => readFileSync(join(...path), 'utf8');
const photosIn = (folder: string): string[] => readdirSync(folder).filter((name) => !name.startsWith('.'));

/** What must hold of a folder after each kill, whatever is there; and what is there after one more run. */
const writers: Record<string, [whole: (folder: string) => unknown, left: readonly string[]]> = {
  file: [(folder) => expectOneGeneration(textOf(folder, 'file'), 100_000), ['file']],
  lock: [(folder) => expectOneGeneration(textOf(folder, 'file'), 1000), ['file']],
  safetensors: [
    async (folder) => {
      const { tensors } = await readSafetensors(join(folder, 'a.safetensors'));
      expect(new Set(tensors.get('w')?.data as Float32Array).size).toBe(1);
    },
    ['a.safetensors'],
  ],
  notebook: [
    (folder) => {
      const { cells } = JSON.parse(textOf(folder, 'a.ipynb')) as { cells: { source: string[] }[] };
      expect(new Set(cells.flatMap(({ source }) => source)).size).toBe(1);
      expect(cells).toHaveLength(200);
    },
    ['a.ipynb'],
  ],
  csv: [(folder) => expect(textOf(folder, 'table.csv').split('\n')).toHaveLength(2002), ['table.csv']],
  parquet: [
    async (folder) => {
      const file = await asyncBufferFromFile(join(folder, 'table.parquet'));
      expect(await parquetReadObjects({ file })).toHaveLength(2000);
    },
    ['table.parquet'],
  ],
  download: [
    (folder) => {
      if (existsSync(join(folder, 'large.bin')))
        expect(readFileSync(join(folder, 'large.bin')).equals(large)).toBe(true);
    },
    ['large.bin'],
  ],
  photos: [
    (folder) => {
      for (const name of photosIn(folder))
        expect(textOf(folder, name)).toBe(photo(`/${Number(name.slice(0, 8))}.jpg`));
    },
    ['.downloads.jsonl', ...Array.from({ length: 12 }, (_, i) => `${String(i).padStart(8, '0')}.jpg`)],
  ],
  archive: [
    (folder) => {
      // What is being removed again is not whole; what is there is.
      if (!existsSync(join(folder, 'set'))) return;
      for (const name of readdirSync(join(folder, 'set')))
        expect(textOf(folder, 'set', name)).toBe(photo(name.replace('.jpg', '')));
    },
    ['set'],
  ],
  trash: [
    (folder) => {
      const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
        name.endsWith('.jpg'),
      );
      expect(names.map((name) => textOf(folder, name)).sort()).toEqual(
        ['a', 'b', 'c'].map((name) => `content of ${name}.jpg`),
      );
    },
    ['.trash', 'a.jpg', 'b.jpg', 'c.jpg'],
  ],
};

it.each(Object.entries(writers))(
  `kill -9 × ${kills} in %s: nothing lost, no litter after the next run (kills: .new-*, .set-*, *.jpg.NNN)`,
  async (writer, [whole, left]) => {
    const folder = mkdtempSync(join(tmpdir(), `tsvision-kill-${writer}-`));
    expect(await ended(start(writer, folder, 'once'))).toBe(0);
    const seed = createHash('sha256').update(`${writer}${Date.now()}`).digest('hex');
    const random = new Random(seed);
    for (let i = 0; i < kills; i++) {
      await killOne(writer, folder, random);
      await whole(folder);
    }
    expect(await ended(start(writer, folder, 'once'))).toBe(0);
    await whole(folder);
    expect(readdirSync(folder).sort()).toEqual(left);
    for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }))
      expect(name).not.toMatch(/\.draft-|\.new-|\.lock|\.incomplete|takeover/);
  },
  kills * 30_000,
);

it(
  'a journal loses no line that was acknowledged, and no line after a torn one (kill -9)',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tsvision-kill-journal-'));
    const random = new Random(Date.now());
    let before = 0;
    for (let i = 0; i < kills; i++) {
      await killOne('journal', folder, random);
      const path = join(folder, 'journal.jsonl');
      const lines = existsSync(path) ? parseJsonLines(textOf(path)) : [];
      expect(lines.length).toBeGreaterThanOrEqual(before);
      before = lines.length;
    }
    expect(await ended(start('journal', folder, 'once'))).toBe(0);
    expect(parseJsonLines(textOf(folder, 'journal.jsonl'))).toHaveLength(before + 1);
  },
  kills * 30_000,
);
