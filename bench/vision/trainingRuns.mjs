// What training.mjs times, ours and PyTorch's; each returns milliseconds.
import { mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { Random } from '../../dist/core/index.js';
import { engineReady, tf } from '../../dist/engine/index.js';
import { createCnn } from '../../dist/train/index.js';
import {
  ImageDataBunch,
  imagenetStats,
  models,
  PhotoDataset,
  stateDict,
  writeSafetensors,
} from '../../dist/vision/index.js';
import { median } from '../measuring/rounds.mjs';
import { startTorch } from '../measuring/torchPeer.mjs';

const quiet = { table: false };
await engineReady();
const work = await mkdtemp(join(tmpdir(), 'tsvision-bench-'));

/** The photos of a folder, or drawn ones; ours and PyTorch's runs over them. */
export async function prepareTraining({ folder: named, photos, bs }) {
  const folder = named ?? (await drawPhotos(photos));
  const make = (precision) => learner(folder, bs, precision);
  const { learn, data } = await make();
  const files = data.trainDs.items.map(({ path }, i) => [path, Number(data.trainDs.target(i)) % 2]);
  const torch = await startTorchTraining(learn);
  const runs = {
    steps: (precision) => timeSteps(make, precision),
    lesson: (epochs, precompute) => timeLesson(make, epochs, precompute),
    predict: () => timePredict(learn, files[0][0]),
  };
  return { runs, torch, files };
}

async function learner(folder, bs, precision = 'float32') {
  const bunch = await ImageDataBunch.fromFolder(folder, { validPct: 0.2, size: 224, bs });
  bunch.normalize(imagenetStats);
  const learn = await createCnn(bunch, models.resnet34, { pretrained: false, path: work });
  if (precision === 'bfloat16') learn.toBf16();
  return { learn, data: bunch };
}

/** Full training steps on 8 random photos: forward, backward, AdamW over all weights, loss read back. */
async function timeSteps(make, precision) {
  const { learn, data: bunch } = await make(precision);
  const random = new Random(1);
  const pixels = Float32Array.from({ length: 8 * 224 * 224 * 3 }, () => random.normal());
  const steps = 4;
  const marks = [];
  const loader = {
    dataset: bunch.trainDs,
    batchSize: 8,
    length: steps,
    async *batches() {
      for (let i = 0; i < steps; i++) {
        const ys = tf.tensor1d([0, 1, 0, 1, 0, 1, 0, 1], 'int32');
        yield { xs: tf.tensor4d(pixels, [8, 224, 224, 3]), ys, indices: new Int32Array(8) };
      }
    },
  };
  const empty = { ...loader, length: 0, async *batches() {} };
  learn.data = withLoaders(bunch, { trainDl: loader, validDl: empty, fixDl: empty });
  const clock = {
    name: 'clock',
    onBatchBegin: () => void marks.push(performance.now()),
    onTrainEnd: () => void marks.push(performance.now()),
  };
  await learn.fit(1, 1e-4, { ...quiet, callbacks: [clock] });
  learn.model.dispose();
  learn.freeze(); // Frees the optimizer's averages.
  return median(marks.slice(2).map((mark, i) => mark - marks[i + 1]));
}

/** The body frozen, batch norm learning, as fastai trains; photos from their files. */
async function timeLesson(make, epochs, precompute) {
  // Features kept from an earlier round would make this one a lie.
  process.env.TSVISION_CACHE = await mkdtemp(join(work, 'cache-'));
  const { learn, data: bunch } = await make();
  const start = performance.now();
  learn.freeze();
  learn.precompute = precompute;
  // PyTorch's side has no validation pass.
  const nothing = new PhotoDataset('valid', [], bunch.classes);
  learn.data = withLoaders(bunch, { validDl: bunch.validDl.with({ dataset: nothing }) });
  await learn.fit(epochs, 1e-3, quiet);
  const ms = performance.now() - start;
  learn.model.dispose();
  learn.freeze(); // Frees the optimizer's averages.
  return ms;
}

function withLoaders(bunch, loaders) {
  const { path, classes, c, targetKind, trainDs, validDs, trainDl, validDl, fixDl, preprocessor } = bunch;
  return {
    path,
    classes,
    c,
    targetKind,
    trainDs,
    validDs,
    trainDl,
    validDl,
    fixDl,
    preprocessor,
    ...loaders,
  };
}

async function timePredict(learn, photo) {
  const ms = [];
  for (let i = 0; i <= 10; i++) {
    const start = performance.now();
    await learn.predict(photo);
    ms.push(performance.now() - start);
  }
  return median(ms.slice(1));
}

async function drawPhotos(photoCount) {
  const drawn = join(work, 'photos');
  const random = new Random(2);
  for (const [kind, colour] of Object.entries({ cold: [60, 90, 200], warm: [200, 110, 50] })) {
    await mkdir(join(drawn, kind), { recursive: true });
    for (let i = 0; i < photoCount / 2; i++) {
      const pixels = Uint8Array.from({ length: 375 * 500 * 3 }, (_, at) =>
        Math.max(0, Math.min(255, colour[at % 3] + random.normal(0, 30))),
      );
      await sharp(pixels, { raw: { width: 500, height: 375, channels: 3 } })
        .jpeg()
        .toFile(join(drawn, kind, `${i}.jpg`));
    }
  }
  return drawn;
}

/** PyTorch on the same body, in a process of its own. */
async function startTorchTraining(learn) {
  const weights = join(work, 'body.safetensors');
  await writeSafetensors(weights, await stateDict(learn.cnn.body));
  const torch = await startTorch(new URL('torchTraining.py', import.meta.url).pathname, [weights]);
  if (!torch) return undefined;
  let peak = 0;
  const time = async (request) => {
    const { ms, peakMiB } = await torch.ask(request);
    peak = Math.max(peak, peakMiB);
    return median(ms);
  };
  return { version: torch.version, time, stop: torch.stop, peakMiB: () => peak };
}
