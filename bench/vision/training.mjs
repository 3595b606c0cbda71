// Training a ResNet-34 with fastai's head, ours beside PyTorch, turn by turn in one run: full steps, the frozen
// lesson from cold files, the same with features computed once, and the prediction of one photo.
//
//   node bench/vision/training.mjs [--json] [--rounds 3] [--photos 64] [--epochs 4] [--only step,predict]
//     [--bfloat16  also where the processor has no instructions for it]
//
// TSVISION_TORCH_PYTHON names a Python that has torch, Pillow and safetensors; without it our own figures stand
// alone. TSVISION_BENCH_PHOTOS names a folder of two or more class folders; without it photos are drawn.
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { Random } from '../../dist/core/index.js';
import { engineInfo, engineReady, tf } from '../../dist/engine/index.js';
import { createCnn } from '../../dist/train/index.js';
import {
  ImageDataBunch,
  imagenetStats,
  models,
  PhotoDataset,
  stateDict,
  writeSafetensors,
} from '../../dist/vision/index.js';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '3' },
    photos: { type: 'string', default: '64' },
    epochs: { type: 'string', default: '4' },
    bfloat16: { type: 'boolean', default: false },
    only: { type: 'string', default: 'step,frozenEpoch,frozenLesson,predict' },
  },
});
const [rounds, photoCount, lessonEpochs] = [values.rounds, values.photos, values.epochs].map(Number);
const bs = 16;
const quiet = { table: false };

await engineReady();
const work = await mkdtemp(join(tmpdir(), 'tsvision-bench-'));
// Features kept from an earlier run would make this one a lie.
process.env.TSVISION_CACHE = join(work, 'cache');
const folder = await samplePhotos();
const weights = join(work, 'body.safetensors');
const { learn: first, data } = await learner();
await writeSafetensors(weights, await stateDict(first.trained.cnn.body));
const files = data.trainDs.items.map(({ path }, i) => [path, data.trainDs.target(i) % 2]);
/** Most memory that each process ever held, in MiB; of PyTorch's loader processes none counts. */
const peaks = {};
const torch = await startTorch();

// Without instructions for it bfloat16 is emulated by both, at a tenth of the speed: that says nothing.
const precisions = ['float32', ...(engineInfo().bf16 === 'none' && !values.bfloat16 ? [] : ['bfloat16'])];
const step = Object.fromEntries(
  precisions.flatMap((precision) => [
    [`tsvision ${precision}`, () => timeSteps(precision)],
    ...(torch ? [[`PyTorch ${precision}`, () => torch.time({ kind: 'step', precision, runs: 3 })]] : []),
  ]),
);
const frozenEpoch = {
  tsvision: () => timeLesson(1, false),
  ...(torch && { PyTorch: () => torch.time({ kind: 'lesson', files, epochs: 1, bs }) }),
};
const frozenLesson = {
  'tsvision with precompute': () => timeLesson(lessonEpochs, true),
  ...(torch && { PyTorch: () => torch.time({ kind: 'lesson', files, epochs: lessonEpochs, bs }) }),
};
const predict = {
  tsvision: () => timePredict(),
  ...(torch && { PyTorch: () => torch.time({ kind: 'predict', file: files[0][0], runs: 10 }) }),
};

const parts = {
  step: [step, rounds],
  frozenEpoch: [frozenEpoch, Math.min(rounds, 2)],
  frozenLesson: [frozenLesson, 1],
  predict: [predict, rounds],
};
const medians = {};
for (const name of values.only.split(',')) {
  medians[name] = await inTurns(...parts[name]);
  console.error(name, JSON.stringify(medians[name]));
}
torch?.stop();
peaks.tsvision = process.resourceUsage().maxRSS / 1024;
const targets = [
  ['full step, float32 / PyTorch float32', 'step', 'PyTorch float32', 'tsvision float32', 1],
  ['full step, bfloat16 / PyTorch float32', 'step', 'PyTorch float32', 'tsvision bfloat16', 1.5],
  ['full step, bfloat16 / PyTorch bfloat16', 'step', 'PyTorch bfloat16', 'tsvision bfloat16', 0.95],
  ['frozen epoch from cold files', 'frozenEpoch', 'PyTorch', 'tsvision', 1.15],
  [`${lessonEpochs} frozen epochs, precompute`, 'frozenLesson', 'PyTorch', 'tsvision with precompute', 3],
  ['predict one photo', 'predict', 'PyTorch', 'tsvision', 1],
];
const ratios =
  torch &&
  Object.fromEntries(
    targets
      .filter(([, part, , ours]) => medians[part]?.[ours])
      .map(([name, part, theirs, ours, target]) => [name, ratio(medians[part], theirs, ours, target)]),
  );
const report = {
  bench: 'training',
  photos: files.length,
  batchSize: bs,
  engine: engineInfo(),
  torch: torch?.version,
  medianMs: medians,
  peakMiB: peaks,
  ratios,
};
if (values.json) console.log(JSON.stringify(report, null, 2));
else print(report);
process.exit();

async function learner(precision = 'float32') {
  const bunch = await ImageDataBunch.fromFolder(folder, { validPct: 0.2, size: 224, bs });
  bunch.normalize(imagenetStats);
  const learn = await createCnn(bunch, models.resnet34, { pretrained: false, path: work });
  if (precision === 'bfloat16') learn.toBf16();
  return { learn, data: bunch };
}

/** Full training steps on 8 random photos: forward, backward, AdamW over all weights, loss read back. */
async function timeSteps(precision) {
  const { learn, data: bunch } = await learner(precision);
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
  learn.resetOptimiser();
  return marks.slice(2).map((mark, i) => mark - marks[i + 1]);
}

/** The body frozen, batch norm learning, as fastai trains; photos from their files. */
async function timeLesson(epochs, precompute) {
  const { learn, data: bunch } = await learner();
  const start = performance.now();
  learn.freeze();
  learn.precompute = precompute;
  // PyTorch's side has no validation pass.
  const nothing = new PhotoDataset('valid', [], bunch.classes);
  learn.data = withLoaders(bunch, { validDl: bunch.validDl.with({ dataset: nothing }) });
  await learn.fit(epochs, 1e-3, quiet);
  const ms = performance.now() - start;
  learn.model.dispose();
  learn.resetOptimiser();
  return [ms];
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

async function timePredict() {
  const ms = [];
  for (let i = 0; i <= 10; i++) {
    const start = performance.now();
    await first.predict(files[0][0]);
    ms.push(performance.now() - start);
  }
  return ms.slice(1);
}

async function inTurns(contestants, turns) {
  const times = Object.fromEntries(Object.keys(contestants).map((name) => [name, []]));
  for (let turn = 0; turn < turns; turn++)
    for (const [name, time] of Object.entries(contestants)) times[name].push(...(await time()));
  return Object.fromEntries(Object.entries(times).map(([name, ms]) => [name, median(ms)]));
}

function ratio(ms, theirs, ours, target) {
  const value = ms[theirs] / ms[ours];
  return { ratio: value, target, reached: value >= target };
}

function median(list) {
  return [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
}

async function samplePhotos() {
  if (process.env.TSVISION_BENCH_PHOTOS) return process.env.TSVISION_BENCH_PHOTOS;
  const folder = join(work, 'photos');
  const random = new Random(2);
  for (const [kind, colour] of Object.entries({ cold: [60, 90, 200], warm: [200, 110, 50] })) {
    await mkdir(join(folder, kind), { recursive: true });
    for (let i = 0; i < photoCount / 2; i++) {
      const pixels = Uint8Array.from({ length: 375 * 500 * 3 }, (_, at) =>
        Math.max(0, Math.min(255, colour[at % 3] + random.normal(0, 30))),
      );
      await sharp(pixels, { raw: { width: 500, height: 375, channels: 3 } })
        .jpeg()
        .toFile(join(folder, kind, `${i}.jpg`));
    }
  }
  return folder;
}

async function startTorch() {
  const python = process.env.TSVISION_TORCH_PYTHON;
  if (python === undefined) return undefined;
  const script = new URL('torchTraining.py', import.meta.url).pathname;
  const child = spawn(python, [script, weights, String(availableParallelism())], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async () => JSON.parse((await lines.next()).value);
  const { torch: version } = await answer();
  return {
    version,
    time: async (request) => {
      child.stdin.write(`${JSON.stringify(request)}\n`);
      const { ms, peakMiB } = await answer();
      peaks.PyTorch = peakMiB;
      return ms;
    },
    stop: () => child.stdin.end(),
  };
}

function print({ medianMs, peakMiB, ratios: found, engine }) {
  console.log(
    `Training a ResNet-34, ${availableParallelism()} threads, bfloat16 instructions: ${engine.bf16}`,
  );
  for (const [what, rows] of Object.entries(medianMs))
    for (const [name, ms] of Object.entries(rows))
      console.log(`  ${what.padEnd(13)} ${name.padEnd(26)} ${ms.toFixed(1)} ms`);
  for (const [name, { ratio: value, target, reached }] of Object.entries(found ?? {}))
    console.log(`  ${name.padEnd(42)} ${value.toFixed(2)} × (target ${target}${reached ? '' : ', missed'})`);
  for (const [name, mib] of Object.entries(peakMiB))
    console.log(`  most memory held by ${name}: ${mib.toFixed(0)} MiB`);
}
