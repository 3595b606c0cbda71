// Training a ResNet-34 with fastai's head, ours beside PyTorch, turn by turn in one run: full steps, the frozen
// lesson from cold files, the same with features computed once, and the prediction of one photo.
import { availableParallelism } from 'node:os';
import { engineInfo } from '../../dist/engine/index.js';
import { inRounds, timesAsFast } from '../measuring/rounds.mjs';
import { prepareTraining } from './trainingRuns.mjs';

export const options = {
  rounds: { type: 'string', default: '6' },
  photos: { type: 'string', default: '64' },
  epochs: { type: 'string', default: '4' },
  // A folder of class folders; without it photos are drawn.
  folder: { type: 'string' },
  // Also where the processor has no instructions for it.
  bfloat16: { type: 'boolean', default: false },
  only: { type: 'string', default: 'step,frozenEpoch,frozenLesson,predict' },
};
const bs = 16;

export async function measure({ rounds = '6', photos = '64', epochs = '4', folder, bfloat16 = false, only }) {
  const { runs, torch, files } = await prepareTraining({ folder, photos: Number(photos), bs });
  // Without instructions for it bfloat16 is emulated by both, at a tenth of the speed: that says nothing.
  const precisions = ['float32', ...(engineInfo().bf16 === 'none' && !bfloat16 ? [] : ['bfloat16'])];
  const parts = contestants({ runs, torch, precisions, files, lessonEpochs: Number(epochs) });
  const milliseconds = {};
  for (const name of (only ?? options.only.default).split(','))
    milliseconds[name] = await inRounds(parts[name], { most: Number(rounds) });
  torch?.stop();
  return {
    photos: files.length,
    batchSize: bs,
    engine: engineInfo(),
    torch: torch?.version,
    milliseconds,
    // Most memory that each process ever held; of PyTorch's loader processes none counts.
    peakMiB: { tsvision: process.resourceUsage().maxRSS / 1024, ...(torch && { PyTorch: torch.peakMiB() }) },
    ratios: torch && ratios(milliseconds, epochs),
  };
}

/** For each part, who runs it and how. */
function contestants({ runs, torch, precisions, files, lessonEpochs }) {
  const theirs = (request) => torch && { PyTorch: () => torch.time(request) };
  return {
    step: Object.fromEntries(
      precisions.flatMap((precision) => [
        [`tsvision ${precision}`, () => runs.steps(precision)],
        ...(torch ? [[`PyTorch ${precision}`, () => torch.time({ kind: 'step', precision, runs: 3 })]] : []),
      ]),
    ),
    frozenEpoch: {
      tsvision: () => runs.lesson(1, false),
      ...theirs({ kind: 'lesson', files, epochs: 1, bs }),
    },
    frozenLesson: {
      'tsvision with precompute': () => runs.lesson(lessonEpochs, true),
      ...theirs({ kind: 'lesson', files, epochs: lessonEpochs, bs }),
    },
    predict: {
      tsvision: () => runs.predict(),
      ...theirs({ kind: 'predict', file: files[0][0], runs: 10 }),
    },
  };
}

function ratios(milliseconds, epochs) {
  const targets = [
    ['full step, float32 / PyTorch float32', 'step', 'PyTorch float32', 'tsvision float32', 1],
    ['full step, bfloat16 / PyTorch float32', 'step', 'PyTorch float32', 'tsvision bfloat16', 1.5],
    ['full step, bfloat16 / PyTorch bfloat16', 'step', 'PyTorch bfloat16', 'tsvision bfloat16', 0.95],
    ['frozen epoch from cold files', 'frozenEpoch', 'PyTorch', 'tsvision', 1.15],
    [`${epochs} frozen epochs, precompute`, 'frozenLesson', 'PyTorch', 'tsvision with precompute', 3],
    ['predict one photo', 'predict', 'PyTorch', 'tsvision', 1],
  ];
  return Object.fromEntries(
    targets
      .filter(([, part, , ours]) => milliseconds[part]?.[ours])
      .map(([name, part, theirs, ours, target]) => {
        const ratio = timesAsFast(milliseconds[part][ours], milliseconds[part][theirs]);
        return [name, { ratio, target, reached: ratio.median >= target }];
      }),
  );
}

export function describe({ milliseconds, peakMiB, ratios: found, engine }) {
  return [
    `Training a ResNet-34, ${availableParallelism()} threads, bfloat16 instructions: ${engine.bf16}`,
    ...Object.entries(milliseconds).flatMap(([what, rows]) =>
      Object.entries(rows).map(
        ([name, { median: ms }]) => `  ${what.padEnd(13)} ${name.padEnd(26)} ${ms.toFixed(1)} ms`,
      ),
    ),
    ...Object.entries(found ?? {}).map(
      ([name, { ratio, target, reached }]) =>
        `  ${name.padEnd(42)} ${ratio.median.toFixed(2)} × (target ${target}${reached ? '' : ', missed'})`,
    ),
    ...Object.entries(peakMiB).map(([name, mib]) => `  most memory held by ${name}: ${mib.toFixed(0)} MiB`),
  ].join('\n');
}
