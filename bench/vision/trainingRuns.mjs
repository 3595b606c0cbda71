// What training.mjs times, ours and PyTorch's; each returns milliseconds.
import { mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { Random } from '../../dist/core/index.js';
import { engineReady } from '../../dist/engine/index.js';
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
import { fullSteps } from './fullSteps.mjs';

const quiet = { table: false };
await engineReady();
const work = await mkdtemp(join(tmpdir(), 'tsvision-bench-'));

/** The photos of a folder, or drawn ones; ours and PyTorch's runs over them. */
export async function prepareTraining({ folder: named, photos, bs }) {
  const folder = named ?? (await drawPhotos(photos));
  const make = () => learner(folder, bs);
  const { learn, data } = await make();
  const files = data.trainDs.items.map(({ path }, i) => [path, Number(data.trainDs.target(i)) % 2]);
  const torch = await startTorchTraining(learn);
  const runs = {
    steps: async (precision) => median(await fullSteps({ arch: 'resnet34', bs: 8, steps: 4, precision })),
    lesson: (epochs, precompute) => timeLesson(make, epochs, precompute),
    predict: () => timePredict(learn, files[0][0]),
  };
  return { runs, torch, files };
}

async function learner(folder, bs) {
  const bunch = await ImageDataBunch.fromFolder(folder, { validPct: 0.2, size: 224, bs });
  bunch.normalize(imagenetStats);
  const learn = await createCnn(bunch, models.resnet34, { pretrained: false, path: work });
  return { learn, data: bunch };
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
