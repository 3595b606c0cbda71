import { InvalidArgumentError } from '../../core/index.js';
import { engineReady } from '../../engine/index.js';
import { centerCrop, flipLr, PhotoLoader, type Transform, zoomMatrix } from '../../vision/index.js';
import type { TrainingHost } from '../host.js';
import {
  type DataSplit,
  evaluate,
  gatherPredictions,
  type Predictions,
  type PredictionsTuple,
  predictionsOf,
  splitLoader,
} from './evaluation.js';

/** Options of {@link Learner.tta}. */
export interface TtaOptions {
  /** Which part of the data. @default 'valid' */
  readonly split?: DataSplit;
  /** Weight of the plain prediction; the mean of the augmented ones has the rest. @default 0.4 */
  readonly beta?: number;
  /** Zoom of the corner passes. @default 1.35 */
  readonly scale?: number;
  /** Random augmentations instead of the corners, averaged with the plain one as equals (fastai v0.7). */
  readonly nAug?: number;
}

const replaced = new Set(['randCrop', 'centerCrop', 'flipLr', 'dihedral', 'randZoom']);

/**
 * Test-time augmentation: the mean of the predictions for several views of each photo. By default fastai v1's: the
 * four corners at a zoom, each also mirrored if training mirrors, under the other training transforms.
 */
export async function testTimeAugmentation(
  host: TrainingHost,
  { split = 'valid', beta = 0.4, scale = 1.35, nAug }: TtaOptions,
): Promise<PredictionsTuple> {
  await engineReady();
  const loader = splitLoader(host.data, split);
  const { trainDl } = host.data;
  const { transforms: training } = trainDl;
  if (!(loader instanceof PhotoLoader && training)) {
    throw new InvalidArgumentError('data', host.data, 'an ImageDataBunch, whose transforms are known');
  }
  const signal = host.signal();
  const pass = (transforms: readonly Transform[], epoch: number): Promise<Predictions> => {
    const batches = loader.with({ transforms }).batches({ epoch, signal });
    return gatherPredictions(
      evaluate(batches, (xs) => host.infer(xs), host.lossFunc, signal),
      loader.dataset,
    );
  };
  const plain = await pass(loader.transforms, 0);
  const views = nAug === undefined ? cornerViews(training, scale) : randomViews(training, nAug);
  const mean = new Float32Array(plain.probabilities.length);
  for (const [i, view] of views.entries()) {
    const { probabilities } = await pass(view, i + 1);
    probabilities.forEach((p, at) => {
      mean[at] = (mean[at] as number) + p / views.length;
    });
  }
  const share = nAug === undefined ? beta : 1 / (nAug + 1);
  const probabilities = plain.probabilities.map((p, i) => share * p + (1 - share) * (mean[i] as number));
  return predictionsOf({ ...plain, probabilities, losses: lossesOf(host, { ...plain, probabilities }) });
}

/** fastai mirrors even when training does not, which is wrong for digits and text: here training decides. */
function cornerViews(train: readonly Transform[], scale: number): Transform[][] {
  const others = train.filter(({ name }) => !replaced.has(name));
  const mirrors = train.some(({ name }) => name === 'flipLr' || name === 'dihedral')
    ? [false, true]
    : [false];
  return mirrors.flatMap((mirror) =>
    [0, 1].flatMap((row) =>
      [0, 1].map((column) => [
        ...others,
        zoomTo(scale, row, column),
        ...(mirror ? [flipLr(1)] : []),
        centerCrop(),
      ]),
    ),
  );
}

function zoomTo(scale: number, row: number, column: number): Transform {
  const matrix = zoomMatrix(scale, row, column);
  return { name: 'zoom', p: 1, order: 5, draw: () => ({ kind: 'affine', matrix }) };
}

function randomViews(train: readonly Transform[], count: number): (readonly Transform[])[] {
  if (!Number.isInteger(count) || count < 1) throw new InvalidArgumentError('nAug', count, 'an integer ≥ 1');
  return Array.from({ length: count }, () => train);
}

/** Losses of mean probabilities: of single labels −log p; other kinds keep those of the plain pass. */
function lossesOf(host: TrainingHost, { probabilities, targets, losses, width }: Predictions): Float32Array {
  if (host.data.targetKind !== 'single') return losses;
  return losses.map(
    (_, i) => -Math.log(Math.max(1e-12, probabilities[i * width + (targets[i] as number)] ?? 1)),
  );
}
