import { mkdtempSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { Random } from '../../../src/core/index.js';

/** Colours of the classes. */
const colours: Readonly<Record<string, readonly [number, number, number]>> = {
  red: [220, 40, 40],
  green: [40, 200, 60],
  blue: [40, 60, 220],
};

/**
 * A folder of small PNGs: `train/red/0.png` is reddish, each a little different. `as` gives some photos the look of
 * another class.
 */
export async function colourPhotos(
  files: readonly string[],
  as: Readonly<Record<string, string>> = {},
): Promise<string> {
  const root = mkdtempSync(join(tmpdir(), 'tsvision-map-'));
  for (const file of files) {
    const name = as[file] ?? (dirname(file).split('/').at(-1) as string);
    const random = new Random(file);
    const base = colours[name] ?? [128, 128, 128];
    const pixels = Uint8Array.from({ length: 16 * 16 * 3 }, (_, i) =>
      Math.max(0, Math.min(255, (base[i % 3] as number) + random.normal(0, 12))),
    );
    await mkdir(dirname(join(root, file)), { recursive: true });
    await sharp(pixels, { raw: { width: 16, height: 16, channels: 3 } })
      .png()
      .toFile(join(root, file));
  }
  return root;
}
