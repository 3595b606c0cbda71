import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Agent, request } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCnn } from '../../src/train/index.js';
import { models } from '../../src/vision/index.js';
import { photoBunch, photoFolder } from '../train/fixtures/photoFolder.js';
import { bombs } from './bombs.js';
import { greyPhoto } from './fakeClassifier.js';

const nightly = Boolean(process.env.TSVISION_NIGHTLY);
const counts = nightly ? { bombs: 40, bodies: 100, urls: 500 } : { bombs: 15, bodies: 20, urls: 60 };
/** In ms. The nightly run holds the promise of one second; a busy machine gets more time. */
const longest = nightly ? 1000 : 20_000;
const mebibytes = 300;
const dist = resolve(import.meta.dirname, '../../dist');
const built = existsSync(join(dist, 'serve/decoding/decoderMain.js'));

/** Serves an export as `tsvision serve` does, and may fetch from one port of this machine. */
const program = `
  const { restrictDecoders, serve, tameAllocator } = await import(process.argv[1]);
  tameAllocator();
  restrictDecoders();
  const service = await serve(process.argv[2], { port: 0, allowedHosts: [process.argv[3]] });
  console.log(service.url);`;

interface Running {
  readonly child: ChildProcess;
  readonly url: string;
}

const started: ChildProcess[] = [];

async function start(command: readonly string[]): Promise<Running> {
  const child = spawn(process.execPath, command, { stdio: ['ignore', 'pipe', 'inherit'] });
  started.push(child);
  let text = '';
  child.stdout?.on('data', (chunk) => (text += String(chunk)));
  await expect.poll(() => text).toMatch(/^http:\S+\n/);
  return { child, url: (/^http:\S+/.exec(text) as RegExpExecArray)[0] };
}

/** Numbers of the processes that a process has started. */
function childrenOf(pid: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      const status = tryRead(`/proc/${name}/status`);
      return Number(/^PPid:\s+(\d+)/m.exec(status)?.[1]) === pid;
    })
    .map(Number);
}

function tryRead(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/**
 * Asks a server for its health every 20 ms, and looks at the memory (in MiB) of its process and those that it started,
 * until it is told to stop: in a process of its own, as the one that floods is busy itself.
 */
const watcher = `
  import { readdirSync, readFileSync } from 'node:fs';
  import { request } from 'node:http';
  const [url, pid] = [process.argv[1], Number(process.argv[2])];
  const read = (file) => { try { return readFileSync(file, 'utf8'); } catch { return ''; } };
  const ours = (status) => [/^PPid:\\s+(\\d+)/m, /^Pid:\\s+(\\d+)/m].some((field) => Number(field.exec(status)?.[1]) === pid);
  // Pages that processes share count once: \`Pss\`.
  const memory = () => readdirSync('/proc').filter((name) => /^\\d+$/.test(name) && ours(read('/proc/' + name + '/status')))
    .reduce((sum, name) => sum + Number(/^Pss:\\s+(\\d+)/m.exec(read('/proc/' + name + '/smaps_rollup'))?.[1] ?? 0) / 1024, 0);
  const health = () => new Promise((done, fail) => request(url + 'healthz', (answer) =>
    answer.resume().on('end', () => done(answer.statusCode))).on('error', fail).end());
  const seen = { before: memory(), most: 0, slowest: 0, asked: 0, statuses: [] };
  let watching = true;
  process.stdin.on('end', () => (watching = false)).resume();
  while (watching) {
    const sent = performance.now();
    const status = await health();
    seen.slowest = Math.max(seen.slowest, performance.now() - sent);
    if (!seen.statuses.includes(status)) seen.statuses.push(status);
    seen.most = Math.max(seen.most, memory());
    seen.asked++;
    if (seen.asked === 1) console.log('watching');
    await new Promise((done) => setTimeout(done, 20));
  }
  console.log(JSON.stringify(seen));
  process.exit();`;

interface Seen {
  readonly before: number;
  readonly most: number;
  readonly slowest: number;
  readonly asked: number;
  readonly statuses: readonly number[];
}

/** Starts to watch; resolves once it does, with what stops it and tells what was seen. */
async function watch(url: string, pid: number): Promise<() => Promise<Seen>> {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', watcher, url, String(pid)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  started.push(child);
  let text = '';
  child.stdout.on('data', (chunk) => (text += String(chunk)));
  await expect.poll(() => text).toContain('watching');
  return async () => {
    child.stdin.end();
    await once(child, 'close');
    return JSON.parse(text.split('\n')[1] as string) as Seen;
  };
}

describe.skipIf(process.platform !== 'linux' || !built)('an export that is served', () => {
  let exported: string;
  let photo: Buffer;
  let silent: Server;
  const agent = new Agent({ connections: 1000, headersTimeout: 60_000 });
  beforeAll(async () => {
    const learn = await createCnn(await photoBunch(await photoFolder(6)), models.tinyresnet, {
      pretrained: false,
      linFtrs: [8],
    });
    exported = await learn.export(join(mkdtempSync(join(tmpdir(), 'tsvision-flood-')), 'warm.safetensors'));
    photo = await greyPhoto(200);
    silent = createServer(() => undefined);
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
  });
  afterAll(async () => {
    for (const child of started) child.kill('SIGKILL');
    silent.closeAllConnections();
    silent.close();
    await agent.destroy();
  });

  const ask = async (url: string, body?: Uint8Array): Promise<number> => {
    const method = body ? 'POST' : 'GET';
    const answer = await request(url, { dispatcher: agent, method, ...(body ? { body } : {}) });
    expect(answer.headers['content-type']).toMatch(/^application\/json/);
    expect(await answer.body.json()).toBeTypeOf('object');
    return answer.statusCode;
  };

  it('answers everything in JSON, with its health at once and bounded memory, under a flood', {
    timeout: 300_000,
  }, async () => {
    const upstream = `127.0.0.1:${(silent.address() as AddressInfo).port}`;
    const { child, url } = await start([
      '--input-type=module',
      '--eval',
      program,
      join(dist, 'serve/index.js'),
      exported,
      upstream,
    ]);
    const pid = child.pid as number;
    expect(await ask(`${url}classify`, photo)).toBe(200);
    // Built before the clock runs: it keeps this process busy.
    const made = [...(await bombs(nightly ? 1 : 0.02)).values()];
    const stopWatching = await watch(url, pid);
    const large = new Uint8Array(10_000_000);
    large.set(photo);
    const stalled = `${url}classify-url?url=${encodeURIComponent(`http://${upstream}/`)}`;
    const statuses = await Promise.all([
      ...Array.from({ length: counts.bombs }, (_, i) => ask(`${url}classify`, made[i % made.length])),
      ...Array.from({ length: counts.bodies }, () => ask(`${url}classify`, large)),
      ...Array.from({ length: counts.urls }, () => ask(stalled)),
    ]);
    const { before, most, slowest, asked, statuses: healths } = await stopWatching();
    expect(healths).toEqual([200]);
    expect(new Set(statuses)).toEqual(
      new Set([...statuses].filter((status) => [200, 408, 413, 422, 502, 503].includes(status))),
    );
    expect(statuses.slice(0, counts.bombs)).not.toContain(200);
    console.log(
      `flood: healthz ${asked} times, slowest ${slowest.toFixed(0)} ms; memory ${before.toFixed(0)} to ${most.toFixed(0)} MiB`,
    );
    expect(slowest).toBeLessThan(longest);
    expect(most - before).toBeLessThan(mebibytes);
    expect(await ask(`${url}classify`, photo)).toBe(200);
    child.kill('SIGKILL');
  });

  it('ends its decoders with it, also when it is killed', async () => {
    const { child } = await start([join(dist, 'cli/main.js'), 'serve', exported, '--port', '0', '--quiet']);
    const decoders = childrenOf(child.pid as number);
    expect(decoders.length).toBeGreaterThan(0);
    child.kill('SIGKILL');
    await expect
      .poll(() => decoders.filter((pid) => tryRead(`/proc/${pid}/cmdline`).includes('decoderMain')))
      .toEqual([]);
  });

  it('goes on when a decoder dies (decoding in a process that can be ended)', async () => {
    const { child, url } = await start([
      join(dist, 'cli/main.js'),
      'serve',
      exported,
      '--port',
      '0',
      '--quiet',
    ]);
    for (const pid of childrenOf(child.pid as number)) process.kill(pid, 'SIGKILL');
    await expect.poll(() => ask(`${url}classify`, photo)).toBe(200);
    child.kill('SIGKILL');
  });

  it.each(['SIGTERM', 'SIGINT'] as const)(
    '%s serves 24 posts in flight and ends (up to 21 resets)',
    async (signal) => {
      const { child, url } = await start([
        join(dist, 'cli/main.js'),
        'serve',
        exported,
        '--port',
        '0',
        '--quiet',
      ]);
      const posts = Array.from({ length: 24 }, () => ask(`${url}classify`, photo));
      await Promise.race(posts);
      const ended = once(child, 'exit');
      child.kill(signal);
      expect(await Promise.all(posts)).toEqual(new Array(24).fill(200));
      expect(await ended).toEqual([0, null]);
    },
  );
});
