// Sets of any size out of few drawn photos: what grows is the set, and neither the disk's part nor the photos.
import { link, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import sharp from 'sharp';
import { listImageFiles } from '../../dist/data/index.js';
import { samples } from '../../dist/lessons/samples.js';

/** Of each class. */
const drawnPhotos = 60;

/**
 * Calls `work` with a folder for what it likes, and with a function that makes sets there; removes the folder at the end.
 * @template T
 * @param {number} side longer side of the photos
 * @param {(root: string, photoSet: (count: number) => Promise<string>) => Promise<T>} work
 */
export async function withPhotoSets(side, work) {
  const root = await mkdtemp(join(tmpdir(), 'tsvision-scale-'));
  try {
    const originals = await drawInto(join(root, 'originals'), side);
    return await work(root, (count) => linkPhotos(join(root, `photos-${count}`), count, originals));
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

/** Files of our own, since a hard link does not lead from one disk to another. */
async function drawInto(folder, side) {
  const { images } = await listImageFiles((await samples.catsAndDogs({ n: drawnPhotos })).path);
  await mkdir(folder);
  const originals = images.map((path, i) => join(folder, `${i}-${basename(path)}`));
  for (const [i, path] of images.entries())
    await sharp(path).resize(side, side, { fit: 'inside' }).jpeg({ quality: 90 }).toFile(originals[i]);
  return originals;
}

/** A folder of two class folders. */
async function linkPhotos(folder, count, originals) {
  for (const name of ['even', 'odd']) await mkdir(join(folder, name), { recursive: true });
  for (let i = 0; i < count; i++)
    await link(
      originals[i % originals.length],
      join(folder, i % 2 ? 'odd' : 'even', `${String(i).padStart(7, '0')}.jpg`),
    );
  return folder;
}
