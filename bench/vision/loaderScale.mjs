// Does the loader stay the same as the set grows? Sets of 500, 5,000 and 50,000 photos, made of links to the same
// files; time for each photo and memory, with 64 MiB of photos kept.
//
//   node bench/vision/loaderScale.mjs [--json] [--counts 500,5000,50000] [--folder DIR of class folders]
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { realDataFolder } from '../../dist/core/index.js';
import { listImageFiles } from '../../dist/data/index.js';
import { engineReady, tf } from '../../dist/engine/index.js';
import { getTransforms, ImageDataBunch, imagenetStats } from '../../dist/vision/index.js';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    counts: { type: 'string', default: '500,5000,50000' },
    folder: { type: 'string' },
    rounds: { type: 'string' },
  },
});
const real = realDataFolder();
const folder = values.folder ?? (real && join(real, 'bears'));
if (!folder || !existsSync(folder)) {
  console.error('Name a folder of class folders by --folder.');
  process.exit(1);
}
await engineReady();
const { images } = await listImageFiles(folder);
const rows = [];
for (const count of values.counts.split(',').map(Number)) rows.push(await measure(count));
const [first, last] = [rows[0], rows.at(-1)];
const report = {
  bench: 'loaderScale',
  rows,
  timeGrowth: last.millisecondsPerPhoto / first.millisecondsPerPhoto,
  memoryGrowthMiB: last.peakMiB - first.peakMiB,
};
if (values.json) console.log(JSON.stringify(report, null, 2));
else {
  for (const { photos, millisecondsPerPhoto, startSeconds, peakMiB } of rows)
    console.log(
      `  ${String(photos).padStart(6)} photos: ${millisecondsPerPhoto.toFixed(2)} ms each, start ${startSeconds.toFixed(2)} s, peak ${peakMiB.toFixed(0)} MiB`,
    );
}

async function measure(count) {
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
  return { photos, millisecondsPerPhoto, startSeconds, peakMiB: peak / 2 ** 20 };
}
