import { mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { Random } from '../../src/core/index.js';
import { getTransforms, ImageDataBunch, imagenetStats } from '../../src/vision/index.js';

/** A folder of small drawn photos of two kinds: warm and cold ones, under noise. */
export async function photoFolder(perClass = 10): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tsvision-photos-'));
  const random = new Random('photos');
  for (const [kind, colour] of Object.entries({ cold: [60, 90, 200], warm: [200, 110, 50] })) {
    await mkdir(join(folder, kind));
    for (let i = 0; i < perClass; i++) {
      const pixels = Uint8Array.from({ length: 40 * 48 * 3 }, (_, at) =>
        Math.max(0, Math.min(255, (colour[at % 3] as number) + random.normal(0, 40))),
      );
      const raw = { width: 48, height: 40, channels: 3 } as const;
      await sharp(pixels, { raw })
        .png()
        .toFile(join(folder, kind, `${i}.png`));
    }
  }
  return folder;
}

/** The drawn photos as a data bunch. */
export async function photoBunch(folder: string): Promise<ImageDataBunch> {
  const bunch = await ImageDataBunch.fromFolder(folder, {
    validPct: 0.3,
    size: 32,
    bs: 4,
    numWorkers: 0,
    dsTfms: getTransforms(),
  });
  return bunch.normalize(imagenetStats);
}
