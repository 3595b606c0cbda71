import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../../src/core/index.js';
import { createApp, type RunningService, serve } from '../../src/serve/index.js';
import { fakeClassifier, greyPhoto } from './fakeClassifier.js';

/** The nightly run sets 5,000 (`TSVISION_MUTATIONS`). */
const mutations = Number(process.env.TSVISION_MUTATIONS ?? 300);
/** In ms. The nightly run holds the promise of one second; a busy machine gets more time. */
const longest = process.env.TSVISION_MUTATIONS ? 1000 : 10_000;
const app = createApp(fakeClassifier);

/** Answers of a photo that somebody broke: read after all, or refused in JSON; never a failure of ours. */
async function expectCleanAnswer(photo: Uint8Array, what: string): Promise<number> {
  const started = performance.now();
  const response = await app.request('/classify', { method: 'POST', body: new Uint8Array(photo) });
  const took = performance.now() - started;
  const body = (await response.json()) as { label?: string; error?: { code: string; message: string } };
  expect([200, 400, 413, 415, 422], what).toContain(response.status);
  if (response.status === 200) expect(body.label, what).toMatch(/bright|dark/);
  else {
    expect(body.error?.code, what).toMatch(/^[a-z_]+$/);
    expect(body.error?.message, what).not.toMatch(/ at |Error|\//);
  }
  return took;
}

/** Flips, cuts, repeats and inserts, as a broken or hostile sender would. */
function mutate(photo: Uint8Array, random: Random): Uint8Array {
  const bytes = [...photo];
  for (let change = 1 + random.int(8); change > 0; change--) {
    const at = random.int(bytes.length);
    const length = 1 + random.int(32);
    const kinds = [
      () => (bytes[at] = random.int(256)),
      () => (bytes[at] = [0, 0xff, 0x7f, 0x80][random.int(4)] as number),
      () => bytes.splice(at, length),
      () => bytes.splice(at, 0, ...bytes.slice(at, at + length)),
      () => bytes.splice(at, 0, ...Array.from({ length }, () => random.int(256))),
      () => bytes.splice(Math.max(12, at)),
    ];
    kinds[random.int(kinds.length)]?.();
  }
  return Uint8Array.from(bytes);
}

it('answers every mutated photo cleanly and soon', { timeout: 600_000 }, async () => {
  const noise = Buffer.from(Uint8Array.from({ length: 48 * 48 * 3 }, (_, i) => (i * 7919) % 251));
  const raw = { width: 48, height: 48, channels: 3 } as const;
  const photos = await Promise.all(
    (['jpeg', 'png', 'webp', 'gif'] as const).map((kind) => sharp(noise, { raw }).toFormat(kind).toBuffer()),
  );
  const random = new Random('mutations');
  let slowest = 0;
  for (let i = 0; i < mutations; i++) {
    const photo = mutate(photos[i % photos.length] as Buffer, random);
    slowest = Math.max(slowest, await expectCleanAnswer(photo, `mutation ${i}`));
  }
  expect(slowest).toBeLessThan(longest);
});

/** A PNG chunk with a right checksum. */
function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc(body));
  return Buffer.concat([length, body, sum]);
}

function crc(bytes: Uint8Array): number {
  let value = 0xffffffff;
  for (const byte of bytes) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  }
  return (value ^ 0xffffffff) >>> 0;
}

function png(width: number, height: number, depth: number, pixels: Uint8Array, extra: Buffer[] = []): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([depth, 0], 8);
  const magic = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    magic,
    chunk('IHDR', header),
    ...extra,
    chunk('IDAT', deflateSync(pixels)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

describe('a bomb', () => {
  const gif = (width: number, height: number): Buffer =>
    Buffer.concat([
      Buffer.from('GIF89a'),
      Buffer.from(Uint16Array.of(width, height).buffer),
      Buffer.from([0x80, 0, 0, 0, 0, 0, 255, 255, 255, 0x2c, 0, 0, 0, 0]),
      Buffer.from(Uint16Array.of(width, height).buffer),
      Buffer.from([0, 2, 2, 0x44, 1, 0, 0x3b]),
    ]);
  it.each([
    ['a PNG that claims 2³¹−1 pixels a side', () => png(2 ** 31 - 1, 2 ** 31 - 1, 8, new Uint8Array(9))],
    ['a PNG of 60,000 × 60,000', () => png(60_000, 60_000, 1, new Uint8Array(1000))],
    ['a PNG whose pixels go on far beyond its size', () => png(8, 8, 8, new Uint8Array(50_000_000))],
    [
      'a PNG with a compressed text of 50 MB',
      () =>
        png(8, 8, 8, new Uint8Array(72), [
          chunk('zTXt', Buffer.concat([Buffer.from('a\0\0'), deflateSync(new Uint8Array(50_000_000))])),
        ]),
    ],
    ['a GIF that claims 65,535 pixels a side', () => gif(65_535, 65_535)],
    [
      'a WebP that claims 16,384 pixels a side',
      () => Buffer.from('524946461a000000574542505650384c0d0000002fffffff0f00000000000000', 'hex'),
    ],
  ])('%s costs neither time nor memory', async (what, make) => {
    const before = process.memoryUsage.rss();
    expect(await expectCleanAnswer(make(), what)).toBeLessThan(longest);
    expect(process.memoryUsage.rss() - before).toBeLessThan(200 * 2 ** 20);
  });
});

describe('too large a body on a socket', () => {
  let service: RunningService;
  beforeAll(async () => {
    service = await serve(fakeClassifier, { port: 0, maxBytes: 1_000_000 });
  });
  afterAll(() => service.stop(0));

  it('is refused by its header, and by its stream long before its end', async () => {
    const declared = await fetch(`${service.url}classify`, {
      method: 'POST',
      body: new Uint8Array(2_000_000),
    });
    expect(declared.status).toBe(413);
    let sent = 0;
    const body = new ReadableStream({
      async pull(controller) {
        sent += 65_536;
        if (sent > 200_000_000) controller.close();
        else controller.enqueue(new Uint8Array(65_536));
      },
    });
    const before = process.memoryUsage.rss();
    const status = await fetch(`${service.url}classify`, {
      method: 'POST',
      body,
      duplex: 'half',
    } as never).then(
      (response) => response.status,
      // The server hangs up on a sender that goes on after the answer.
      () => 413,
    );
    expect(status).toBe(413);
    expect(sent).toBeLessThan(50_000_000);
    expect(process.memoryUsage.rss() - before).toBeLessThan(100 * 2 ** 20);
  });

  it('leaves the service in order', async () => {
    const photo = new Uint8Array(await greyPhoto(250));
    const response = await fetch(`${service.url}classify`, { method: 'POST', body: photo });
    expect(response.status).toBe(200);
  });
});
