import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { SharedFeatures } from '../../../src/clean/map/features/sharedFeatures.js';
import { ColourBody } from './colourBody.js';
import { colourPhotos } from './colourPhotos.js';

const before = process.env.TSVISION_CACHE;
beforeEach(() => {
  process.env.TSVISION_CACHE = mkdtempSync(join(tmpdir(), 'tsvision-cache-'));
});
afterAll(() => {
  if (before === undefined) delete process.env.TSVISION_CACHE;
  else process.env.TSVISION_CACHE = before;
});

const names = Array.from({ length: 40 }, (_, i) => `${['red', 'green'][i % 2]}/${i}.png`);

async function photosOf(files = names) {
  const root = await colourPhotos(files);
  return { root, body: new ColourBody(), photos: files.map((file) => ({ path: join(root, file) })) };
}

/** Settles when so many photos have come to the body. */
function whenSeen(body: ColourBody, count: number): Promise<void> {
  return new Promise((done) => {
    body.before = () => {
      if (body.seen >= count) done();
    };
  });
}

describe('features that two ask for at once', () => {
  it('are computed once, told to both, and each has a matrix of its own', async () => {
    const { root, body, photos } = await photosOf();
    const shared = new SharedFeatures();
    const told: number[][] = [[], []];
    const ask = (i: number) =>
      shared.of(photos, { root, body, onProgress: (done) => void told[i]?.push(done) });
    const [one, other] = await Promise.all([ask(0), ask(1)]);
    expect(body.seen).toBe(40);
    expect(told[0]?.at(-1)).toBe(40);
    expect(told[1]).toEqual(told[0]);
    expect(other.values).toEqual(one.values);
    one.values.fill(7);
    expect(other.values).not.toEqual(one.values);
  });

  it('go on for one when the other stops, and stop when nobody waits', async () => {
    const { root, body, photos } = await photosOf();
    const shared = new SharedFeatures();
    const [first, second] = [new AbortController(), new AbortController()];
    const started = whenSeen(body, 0);
    const one = shared.of(photos, { root, body, signal: first.signal });
    const other = shared.of(photos, { root, body, signal: second.signal });
    await started;
    first.abort(new Error('the first has enough'));
    await expect(one).rejects.toThrow('the first has enough');
    expect((await other).count).toBe(40);
    expect(body.seen).toBe(40);
  });

  it('stop when both have left, keep what is there, and go on for who comes then', async () => {
    const { root, body, photos } = await photosOf();
    const shared = new SharedFeatures();
    const [first, second] = [new AbortController(), new AbortController()];
    const some = whenSeen(body, 16);
    const one = shared.of(photos, { root, body, signal: first.signal });
    const other = shared.of(photos, { root, body, signal: second.signal });
    const stopped = Promise.allSettled([one, other]);
    await some;
    first.abort();
    second.abort();
    const late = shared.of(photos, { root, body });
    expect((await stopped).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect((await late).count).toBe(40);
    // What the stopped pass had seen was not looked at again.
    expect(body.seen).toBe(40);
  });

  it('of other photos come after them, and take what they have kept', async () => {
    const { root, body, photos } = await photosOf();
    const shared = new SharedFeatures();
    const [all, few] = await Promise.all([
      shared.of(photos, { root, body }),
      shared.of(photos.slice(0, 10), { root, body }),
    ]);
    expect([all.count, few.count, body.seen]).toEqual([40, 10, 40]);
  });

  it('fail for both with one reason, and are tried anew for who comes then', async () => {
    const { root, body, photos } = await photosOf();
    const shared = new SharedFeatures();
    body.before = () => {
      throw new Error('no memory');
    };
    const both = await Promise.allSettled([
      shared.of(photos, { root, body }),
      shared.of(photos, { root, body }),
    ]);
    expect(both.map((one) => one.status === 'rejected' && String(one.reason))).toEqual([
      'Error: no memory',
      'Error: no memory',
    ]);
    body.before = () => undefined;
    expect((await shared.of(photos, { root, body })).count).toBe(40);
  });
});
