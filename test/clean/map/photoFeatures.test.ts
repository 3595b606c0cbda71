import { copyFileSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { photoFeatures } from '../../../src/clean/map/features/photoFeatures.js';
import { tf } from '../../../src/engine/index.js';
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
const photosOf = (root: string, files: readonly string[] = names) =>
  files.map((file) => ({ path: join(root, file) }));

/** Features by path, whatever the order of the rows. */
const byPath = (
  photos: readonly { path: string }[],
  found: Awaited<ReturnType<typeof photoFeatures>>,
): Map<string, number[]> =>
  new Map(
    [...found.photos].map((photo, row) => [
      photos[photo]?.path ?? '',
      [...found.values.subarray(row * found.width, (row + 1) * found.width)],
    ]),
  );

describe('features of photos', () => {
  it('are computed once, told as they come, and found again, in whatever order the photos stand', async () => {
    const root = await colourPhotos(names);
    const [body, photos] = [new ColourBody(), photosOf(root)];
    const told: (readonly [number, number])[] = [];
    const tensors = tf.memory().numTensors;
    const first = await photoFeatures(photos, { root, body, onProgress: (...at) => told.push(at) });
    expect(tf.memory().numTensors).toBe(tensors);
    expect([first.count, first.width, body.seen]).toEqual([40, 12, 40]);
    expect(told).toEqual([
      [0, 40],
      [16, 40],
      [32, 40],
      [40, 40],
    ]);
    const turned = [...photos].reverse();
    const again = await photoFeatures(turned, { root, body });
    expect(body.seen).toBe(40);
    expect(again.values).toEqual(first.values);
    expect(byPath(turned, again)).toEqual(byPath(photos, first));
  });

  it('go with a photo that was moved or touched, and not with another that has its name', async () => {
    const root = await colourPhotos(names);
    const body = new ColourBody();
    const first = byPath(photosOf(root), await photoFeatures(photosOf(root), { root, body }));
    renameSync(join(root, 'red/0.png'), join(root, 'green/moved.png'));
    utimesSync(join(root, 'red/2.png'), 1_600_000_000, 1_600_000_000);
    copyFileSync(join(root, 'green/1.png'), join(root, 'red/4.png'));
    const files = names.map((name) => (name === 'red/0.png' ? 'green/moved.png' : name));
    const photos = photosOf(root, files);
    const second = byPath(photos, await photoFeatures(photos, { root, body }));
    expect(body.seen).toBe(40);
    expect(second.get(join(root, 'green/moved.png'))).toEqual(first.get(join(root, 'red/0.png')));
    expect(second.get(join(root, 'red/2.png'))).toEqual(first.get(join(root, 'red/2.png')));
    expect(second.get(join(root, 'red/4.png'))).toEqual(first.get(join(root, 'green/1.png')));
  });

  it('are others for another body', async () => {
    const root = await colourPhotos(names.slice(0, 3));
    const photos = photosOf(root, names.slice(0, 3));
    const first = await photoFeatures(photos, { root, body: new ColourBody(2) });
    const other = new ColourBody(4);
    const second = await photoFeatures(photos, { root, body: other });
    expect([first.width, second.width, other.seen]).toEqual([12, 48, 3]);
  });

  it('name what they are without: photos that vanished, and files that are none', async () => {
    const root = await colourPhotos(names.slice(0, 4));
    rmSync(join(root, 'green/1.png'));
    writeFileSync(join(root, 'red/2.png'), 'no photo');
    const photos = photosOf(root, names.slice(0, 4));
    const found = await photoFeatures(photos, { root, body: new ColourBody() });
    expect([...found.photos].sort()).toEqual([0, 3]);
    expect([...found.unreadable.keys()].sort()).toEqual([join(root, 'green/1.png'), join(root, 'red/2.png')]);
    expect(found.unreadable.get(join(root, 'green/1.png'))).toMatch(/no longer there/);
  });

  it('that were there when it was stopped need not be computed again', async () => {
    const root = await colourPhotos(names);
    const stop = new AbortController();
    const body = new ColourBody();
    body.before = () => {
      if (body.seen >= 16) stop.abort();
    };
    const options = { root, body, signal: stop.signal };
    await expect(photoFeatures(photosOf(root), options)).rejects.toThrow(/abort/i);
    expect(body.seen).toBeLessThan(40);
    const seen = body.seen;
    body.before = () => undefined;
    const found = await photoFeatures(photosOf(root), { root, body });
    expect(found.count).toBe(40);
    expect(body.seen).toBe(40);
    expect(seen).toBeGreaterThan(0);
  });

  it('that are damaged on the disk are computed again', async () => {
    const root = await colourPhotos(names.slice(0, 5));
    const photos = photosOf(root, names.slice(0, 5));
    const body = new ColourBody();
    const first = await photoFeatures(photos, { root, body });
    const cache = process.env.TSVISION_CACHE as string;
    const kept = (await readdir(cache, { recursive: true })).filter((name) => name.endsWith('.safetensors'));
    for (const name of kept) writeFileSync(join(cache, name), 'rubbish');
    const second = await photoFeatures(photos, { root, body });
    expect(kept).toHaveLength(1);
    expect(second.values).toEqual(first.values);
    expect(body.seen).toBe(10);
  });
});
