// What would one GPU change? A MODEL, no measurement of one: how long a training step would take if the kernels were 10
// or 50 times as fast, while JavaScript's part, the crossings into the engine and the loader stayed as they are here.
import { engineInfo, engineReady, tf } from '../../dist/engine/index.js';
import { getTransforms, ImageDataBunch, imagenetStats } from '../../dist/vision/index.js';
import { profiled } from '../engine/kernelTimes.mjs';
import { summary } from '../measuring/rounds.mjs';
import { fullSteps } from '../vision/fullSteps.mjs';
import { kernelBound } from './kernelBound.mjs';
import { withPhotoSets } from './photoSets.mjs';

export const options = {
  arch: { type: 'string', default: 'resnet34' },
  bs: { type: 'string', default: '8' },
  steps: { type: 'string', default: '8' },
  rounds: { type: 'string', default: '3' },
};
const factors = [10, 50];
const size = 224;

export async function measure({ arch = 'resnet34', bs = '8', steps = '8', rounds = '3' }) {
  await engineReady();
  const job = { arch, bs: Number(bs), steps: Number(steps) };
  const found = [];
  for (let round = 0; round < Number(rounds); round++)
    found.push({
      ...(await stepInParts(job)),
      crossing: await crossing(),
      loader: await loaderBatch(job.bs),
    });
  const names = Object.keys(found[0]);
  const rounded = Object.fromEntries(names.map((name) => [name, summary(found.map((each) => each[name]))]));
  const measured = Object.fromEntries(names.map((name) => [name, rounded[name].median]));
  const bounds = factors.map((k) => ({ k, ...kernelBound(/** @type {any} */ (measured), k) }));
  const limit = kernelBound(/** @type {any} */ (measured), Number.POSITIVE_INFINITY);
  return { ...job, engine: engineInfo(), rounded, measured, bounds, limit };
}

/** Milliseconds of a step, and in the very same steps of all calls of kernels. */
async function stepInParts(job) {
  let ms = [];
  const kernels = await profiled(async (onStep) => {
    ms = await fullSteps({ ...job, onStep });
  }, job.steps);
  const total = (name) => Object.values(kernels).reduce((sum, kernel) => sum + kernel[name], 0);
  const step = ms.reduce((sum, each) => sum + each, 0) / ms.length;
  return { step, inKernels: total('ms'), calls: total('calls') };
}

/** Milliseconds of a call of the engine that has as good as nothing to compute. */
async function crossing() {
  const [a, b] = [tf.scalar(1), tf.scalar(2)];
  const passes = 4;
  const kernels = await profiled(async (onStep) => {
    for (let pass = 0; pass < passes; pass++) {
      onStep(pass);
      for (let i = 0; i < 500; i++) tf.add(a, b).dispose();
    }
  }, passes);
  tf.dispose([a, b]);
  const [{ ms, calls }] = Object.values(kernels);
  return ms / calls;
}

/** Milliseconds of a batch out of the loader, photos read from their files and all transforms applied. */
function loaderBatch(bs) {
  return withPhotoSets(500, async (_root, photoSet) => {
    const folder = await photoSet(16 * bs);
    const options = { train: '.', validPct: 0, size, bs, dsTfms: getTransforms(), cacheBytes: 0 };
    const { trainDl } = (await ImageDataBunch.fromFolder(folder, options)).normalize(imagenetStats);
    const marks = [];
    for await (const { xs, ys } of trainDl.batches()) {
      tf.dispose([xs, ys]);
      marks.push(performance.now());
    }
    // The first ones start the threads.
    const warm = marks.slice(marks.length / 4);
    return (warm.at(-1) - warm[0]) / (warm.length - 1);
  });
}

export function describe({ arch, bs, measured, bounds, limit }) {
  const { step, inKernels, calls, crossing: each, loader } = measured;
  return [
    `${arch}, ${bs} × ${size}²: a full step of ${step.toFixed(0)} ms is ${percent(inKernels, step)} in ${calls} calls of kernels, ${percent(calls * each, step)} of it crossings of ${(1000 * each).toFixed(0)} µs; the loader has a batch every ${loader.toFixed(0)} ms`,
    'if kernels alone were faster (BY AMDAHL, not measured; what a GPU does in parallel with JavaScript would come on top)',
    '  kernels   step at least   faster   and fed by this loader   faster',
    ...bounds.map((bound) => row(`× ${bound.k}`, bound)),
    row('no time', limit),
  ].join('\n');
}

function row(kernels, { ms, faster, fed, fedFaster }) {
  return `  ${kernels.padStart(7)}${ms.toFixed(1).padStart(13)} ms${faster.toFixed(1).padStart(9)}${fed.toFixed(1).padStart(21)} ms${fedFaster.toFixed(1).padStart(9)}`;
}

const percent = (part, whole) => `${((100 * part) / whole).toFixed(1)} %`;
