import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { readWords } from '../../../src/clean/words/readWords.js';
import { WordHead } from '../../../src/clean/words/wordHead.js';
import { tf } from '../../../src/engine/index.js';
import { models, WeightsNotFoundError, weightsOnDisk } from '../../../src/vision/index.js';

const weights = weightsOnDisk(models.efficientnetLite0.spec);
const absent = weights === undefined ? '`tsvision setup` has not brought the weights' : '';

/** What timmWords.py prints, in double precision: words of at least two hundredths. */
const pictures: Record<
  string,
  { readonly pixel: (x: number, y: number) => number[]; readonly words: number[][] }
> = {
  rings: {
    pixel: (x, y) => {
      const far = (x - 112) ** 2 + (y - 112) ** 2;
      return [Math.floor(far / 40) % 256, 90, (((255 - Math.floor(far / 90)) % 256) + 256) % 256];
    },
    words: [
      [417, 0.04467],
      [644, 0.04202],
      [818, 0.03572],
      [673, 0.03057],
      [925, 0.02858],
      [787, 0.02611],
    ],
  },
  board: {
    pixel: (x, y) => Array(3).fill(((Math.floor(x / 28) + Math.floor(y / 28)) % 2) * 235 + 10),
    words: [],
  },
  stripes: {
    pixel: (x, y) => [
      (Math.floor((x + y) / 16) % 2) * 200 + 20,
      (Math.floor(x / 8) % 2) * 90,
      40 + Math.floor(y / 2),
    ],
    words: [
      [807, 0.20618],
      [905, 0.02386],
      [854, 0.02205],
    ],
  },
};

async function draw(path: string, pixel: (x: number, y: number) => number[]): Promise<void> {
  const side = 224;
  const data = Uint8Array.from({ length: side * side * 3 }, (_, i) => {
    const at = Math.floor(i / 3);
    return pixel(at % side, Math.floor(at / side))[i % 3] as number;
  });
  await sharp(data, { raw: { width: side, height: side, channels: 3 } })
    .png()
    .toFile(path);
}

describe.skipIf(absent)(`reading photos in ImageNet’s words${absent ? ` (${absent})` : ''}`, () => {
  let folder: string;
  const paths = (): string[] => Object.keys(pictures).map((name) => join(folder, `${name}.png`));
  const photos = (): { path: string }[] => paths().map((path) => ({ path }));

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tsvision-words-'));
    vi.stubEnv('TSVISION_WEIGHTS', dirname(weights ?? ''));
    vi.stubEnv('TSVISION_CACHE', join(folder, '.cache'));
    for (const [name, { pixel }] of Object.entries(pictures)) await draw(join(folder, `${name}.png`), pixel);
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await rm(folder, { recursive: true, force: true });
  });

  it('gives timm’s words on the same weights, from files to probabilities', async () => {
    const { words, unreadable } = await readWords(photos(), { root: folder });
    expect(unreadable).toBe(0);
    for (const [i, { words: expected }] of Object.values(pictures).entries()) {
      const found = words.of(i);
      expect(found.map(({ word }) => word)).toEqual(expected.map(([word]) => word));
      for (const [j, { probability }] of found.entries())
        expect(probability).toBeCloseTo(expected[j]?.[1] ?? 0, 4);
    }
  });

  it('says how far it is, and reads what is known again without computing', async () => {
    const told: number[] = [];
    const before = tf.memory().numTensors;
    const { words } = await readWords(photos(), { root: folder, onProgress: (done) => told.push(done) });
    // Kept by content: all three are there at once.
    expect(told[0]).toBe(3);
    expect(words.of(2)[0]?.word).toBe(807);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('leaves out what cannot be read or has vanished', async () => {
    const broken = join(folder, 'broken.jpg');
    await writeFile(broken, 'no photo');
    const listed = [{ path: broken }, ...photos(), { path: join(folder, 'gone.jpg') }];
    const { words, unreadable } = await readWords(listed, { root: folder });
    expect(unreadable).toBe(2);
    expect(words.count).toBe(5);
    expect([words.of(0), words.of(4)]).toEqual([[], []]);
    expect(words.of(3)[0]?.word).toBe(807);
  });

  it('stops when it is told to, and reads none of no photos', async () => {
    const told = readWords(photos(), { root: folder, signal: AbortSignal.abort() });
    await expect(told).rejects.toThrow(/abort/i);
    expect((await readWords([], { root: folder })).words.count).toBe(0);
  });

  it('names what to do where the weights are not', async () => {
    vi.stubEnv('TSVISION_WEIGHTS', '');
    vi.stubEnv('TSVISION_DATA', '');
    vi.stubEnv('HF_HOME', folder);
    await expect(WordHead.load()).rejects.toThrow(WeightsNotFoundError);
    await expect(WordHead.load()).rejects.toThrow(/tsvision setup/);
    vi.stubEnv('TSVISION_WEIGHTS', dirname(weights ?? ''));
  });
});
