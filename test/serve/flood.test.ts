import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
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
  await expect.poll(() => text, { timeout: 60_000 }).toMatch(/^http:\S+\n/);
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

/** Memory of a process and those that it has started, in MiB. */
function memoryOf(pid: number): number {
  const kibibytes = [pid, ...childrenOf(pid)].map((one) =>
    Number(/^VmRSS:\s+(\d+)/m.exec(tryRead(`/proc/${one}/status`))?.[1] ?? 0),
  );
  return kibibytes.reduce((sum, value) => sum + value, 0) / 1024;
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
    const before = memoryOf(pid);
    let [most, slowest, asked, flooding] = [0, 0, 0, true];
    const watch = (async () => {
      while (flooding) {
        const sent = performance.now();
        expect(await ask(`${url}healthz`)).toBe(200);
        slowest = Math.max(slowest, performance.now() - sent);
        most = Math.max(most, memoryOf(pid));
        asked++;
        await delay(20);
      }
    })();
    const large = new Uint8Array(10_000_000);
    large.set(photo);
    const stalled = `${url}classify-url?url=${encodeURIComponent(`http://${upstream}/`)}`;
    const statuses = await Promise.all([
      ...Array.from({ length: counts.bombs }, (_, i) => ask(`${url}classify`, made[i % made.length])),
      ...Array.from({ length: counts.bodies }, () => ask(`${url}classify`, large)),
      ...Array.from({ length: counts.urls }, () => ask(stalled)),
    ]);
    flooding = false;
    await watch;
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
    await expect.poll(() => ask(`${url}classify`, photo), { timeout: 20_000 }).toBe(200);
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
