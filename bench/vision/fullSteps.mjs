// Full training steps of a learner on random photos: forward, backward, AdamW over all weights, loss read back.
import { mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { Random } from '../../dist/core/index.js';
import { tf } from '../../dist/engine/index.js';
import { createCnn } from '../../dist/train/index.js';
import { ImageDataBunch, imagenetStats, models } from '../../dist/vision/index.js';

const size = 224;
let photos;

/**
 * @param onStep hears the number of each step before it begins
 * @returns milliseconds of each step but the first
 */
export async function fullSteps({ arch, bs, steps, precision = 'float32', onStep = (_step) => {} }) {
  photos ??= await twoColours();
  const bunch = await ImageDataBunch.fromFolder(photos, { validPct: 0.25, size, bs: 2 });
  bunch.normalize(imagenetStats);
  const learn = await createCnn(bunch, models[arch], { pretrained: false, path: photos });
  if (precision === 'bfloat16') learn.toBf16();
  learn.data = randomBatches(bunch, bs, steps);
  const marks = [];
  const clock = {
    name: 'clock',
    onBatchBegin() {
      onStep(marks.length);
      marks.push(performance.now());
    },
    onTrainEnd: () => void marks.push(performance.now()),
  };
  await learn.fit(1, 1e-4, { table: false, callbacks: [clock] });
  learn.model.dispose();
  learn.freeze(); // Frees the optimizer's averages.
  return marks.slice(2).map((mark, i) => mark - marks[i + 1]);
}

/** The same data with batches of noise to learn from, and nothing to validate on. */
export function randomBatches(bunch, bs, steps) {
  const random = new Random(1);
  const pixels = Float32Array.from({ length: bs * size * size * 3 }, () => random.normal());
  const labels = Int32Array.from({ length: bs }, (_, i) => i % 2);
  const loader = {
    dataset: { ...bunch.trainDs, length: bs * steps },
    batchSize: bs,
    length: steps,
    async *batches() {
      for (let i = 0; i < steps; i++) {
        const xs = tf.tensor4d(pixels, [bs, size, size, 3]);
        yield { xs, ys: tf.tensor1d(labels, 'int32'), indices: new Int32Array(bs) };
      }
    },
  };
  const empty = { ...loader, length: 0, async *batches() {} };
  const { path, classes, c, targetKind, trainDs, validDs, preprocessor } = bunch;
  const data = { path, classes, c, targetKind, trainDs, validDs, preprocessor };
  return { ...data, trainDl: loader, validDl: empty, fixDl: empty };
}

/** A folder of eight small photos of two classes. */
export async function twoColours() {
  const folder = await mkdtemp(join(tmpdir(), 'tsvision-bench-'));
  for (const colour of ['red', 'blue']) {
    await mkdir(join(folder, colour));
    for (let i = 0; i < 4; i++)
      await sharp({ create: { width: 64, height: 64, channels: 3, background: colour } })
        .jpeg()
        .toFile(join(folder, colour, `${i}.jpg`));
  }
  return folder;
}
