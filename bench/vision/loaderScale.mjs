// Does the loader stay the same as the set grows? Sets of 500, 5,000 and 50,000 photos, made of links to the same
// files; time for each photo and memory, with 64 MiB of photos kept. Without a folder, drawn photos.
import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { realDataFolder } from '../../dist/core/index.js';
import { listImageFiles } from '../../dist/data/index.js';
import { engineReady, tf } from '../../dist/engine/index.js';
import { samples } from '../../dist/lessons/samples.js';
import { getTransforms, ImageDataBunch, imagenetStats } from '../../dist/vision/index.js';

export const options = {
  counts: { type: 'string', default: '500,5000,50000' },
  // A folder of class folders.
  folder: { type: 'string' },
};

/** One pass over each size: the largest takes minutes, and what is asked is a trend over two orders. */
export async function measure({ counts = '500,5000,50000', folder }) {
  await engineReady();
  const real = realDataFolder();
  const { images } = await listImageFiles(
    folder ?? (real ? join(real, 'bears') : (await samples.bears({ n: 100 })).path),
  );
  const sets = {};
  for (const count of counts.split(',').map(Number)) sets[count] = await passOver(count, images);
  const [first, last] = [Object.values(sets)[0], Object.values(sets).at(-1)];
  return {
    sets,
    timeGrowth: last.millisecondsPerPhoto / first.millisecondsPerPhoto,
    memoryGrowthMiB: last.peakMiB - first.peakMiB,
  };
}

export function describe({ sets }) {
  return Object.entries(sets)
    .map(
      ([count, { millisecondsPerPhoto, startSeconds, peakMiB }]) =>
        `  ${count.padStart(6)} photos: ${millisecondsPerPhoto.toFixed(2)} ms each, start ${startSeconds.toFixed(2)} s, peak ${peakMiB.toFixed(0)} MiB`,
    )
    .join('\n');
}

async function passOver(count, images) {
  const root = await mkdtemp(join(tmpdir(), 'tsvision-scale-'));
  for (let i = 0; i < count; i++) {
    const name = join(root, i % 2 ? 'odd' : 'even');
    if (i < 2) await mkdir(name);
    await symlink(images[i % images.length], join(name, `${String(i).padStart(6, '0')}.jpg`));
  }
  const start = performance.now();
  const options = {
    train: '.',
    validPct: 0,
    size: 128,
    bs: 64,
    dsTfms: getTransforms(),
    cacheBytes: 64 * 2 ** 20,
  };
  const data = (await ImageDataBunch.fromFolder(root, options)).normalize(imagenetStats);
  const startSeconds = (performance.now() - start) / 1000;
  let [photos, peak] = [0, 0];
  const begin = performance.now();
  for await (const { xs, ys, indices } of data.trainDl.batches()) {
    photos += indices.length;
    tf.dispose([xs, ys]);
    peak = Math.max(peak, process.memoryUsage.rss());
  }
  const millisecondsPerPhoto = (performance.now() - begin) / photos;
  await rm(root, { recursive: true });
  return { millisecondsPerPhoto, startSeconds, peakMiB: peak / 2 ** 20 };
}
