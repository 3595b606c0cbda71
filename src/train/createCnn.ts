import { Random } from '../core/index.js';
import { engineReady, type tf } from '../engine/index.js';
import {
  type Architecture,
  type BuildCnnOptions,
  buildCnn,
  type DataBunch,
  type ExportNetwork,
} from '../vision/index.js';
import { Learner } from './learner.js';
import { flattenLayers, isBatchNorm } from './loop/trainedModel.js';
import { accuracy } from './metrics/perPhoto.js';
import { sgd } from './optimizers.js';
import type { LearnerOptions } from './options.js';

/** Options of {@link createCnn}; the head's are fastai's (`ps`, `linFtrs`, `concatPool`, `customHead`, …). */
export interface CreateCnnOptions extends LearnerOptions, Omit<BuildCnnOptions, 'classes' | 'random'> {}

/**
 * A learner for photos: the body of a known network (or any Keras model of yours), pretrained unless you say
 * otherwise, with a new head for the classes of the data. Pretrained, it starts frozen: only the head learns, and,
 * as in fastai, batch norm. On a few hundred photos the latter costs accuracy and time: `{ trainBn: false }` leaves
 * the statistics of the large set as they are (a few hundred photos of 4 epochs: errors of 0.052 instead of 0.183).
 *
 * fastai: `create_cnn`, `cnn_learner`.
 *
 * @throws {WeightsNotFoundError} when pretrained weights are nowhere to be had
 * @example
 * ```ts
 * import { createCnn, errorRate, models } from 'tsvision';
 * const learner = await createCnn(data, models.tinyresnet, { metrics: [errorRate] });
 * await learner.fitOneCycle(1);
 * learner.unfreeze();
 * ```
 */
export async function createCnn(
  data: DataBunch,
  architecture: Architecture | tf.LayersModel,
  options: CreateCnnOptions = {},
): Promise<Learner> {
  await engineReady();
  const { seed = 42, pretrained = true } = options;
  const random = new Random(seed).fork('model');
  const cnn = await buildCnn(architecture, { ...options, classes: data.c, random });
  const recipe = recipeOf(architecture, options);
  const learner = new Learner(data, cnn, recipe ? { ...options, recipe } : options);
  if (pretrained) learner.freeze();
  if (pretrained && 'spec' in architecture)
    for (const hint of dataHints(learner, options.trainBn)) console.warn(hint);
  return learner;
}

/**
 * {@link createCnn} under its later fastai v1 name.
 * @example
 * ```ts
 * import { cnnLearner, models } from 'tsvision';
 * const learner = await cnnLearner(data, models.tinyresnet);
 * await learner.fineTune(1);
 * ```
 */
export const cnnLearner = createCnn;

/**
 * {@link createCnn} under its fastai v2 name.
 * @example
 * ```ts
 * import { models, visionLearner } from 'tsvision';
 * const learner = await visionLearner(data, models.tinyresnet);
 * await learner.fineTune(1);
 * ```
 */
export const visionLearner = createCnn;

/** How the network is built again from the options, unless they hold a network or function of the user's. */
function recipeOf(
  architecture: Architecture | tf.LayersModel,
  { linFtrs, ps, bnFinal, concatPool, customHead }: CreateCnnOptions,
): ExportNetwork | undefined {
  if (!('spec' in architecture) || customHead) return undefined;
  const head = {
    ...(linFtrs ? { linFtrs: [...linFtrs] } : {}),
    ...(ps === undefined ? {} : { ps: typeof ps === 'number' ? ps : [...ps] }),
    ...(bnFinal === undefined ? {} : { bnFinal }),
    ...(concatPool === undefined ? {} : { concatPool }),
  };
  return { kind: 'cnn', architecture: architecture.spec.name, ...head };
}

/** Below so many training photos batch norm that learns does more harm than good. */
const fewPhotos = 500;

/** What a user of a pretrained network should know of the data. @param trainBn as the user set it */
function dataHints({ data, cnn }: Learner, trainBn: boolean | undefined): string[] {
  const hints: string[] = [];
  if (data.preprocessor.config.stats === undefined)
    hints.push(
      'The data are not normalised as the pretrained network saw its photos: write data.normalize(imagenetStats) first.',
    );
  const { length } = data.trainDs;
  const normalises = flattenLayers(cnn?.body.layers ?? []).some(isBatchNorm);
  if (normalises && trainBn === undefined && length > 0 && length <= fewPhotos)
    hints.push(
      `${length} training photos are few for batch norm layers that learn; { trainBn: false } is often better and faster.`,
    );
  return hints;
}

/**
 * fastai v0.7's way to a learner.
 * @example
 * ```ts
 * import { ConvLearner, models } from 'tsvision';
 * const learner = await ConvLearner.pretrained(models.tinyresnet, data, { precompute: true });
 * await learner.fit(1e-2, 1);
 * ```
 */
export const ConvLearner = {
  /**
   * {@link createCnn} with the settings of fastai v0.7: SGD with momentum 0.9, no weight decay, batch norm of frozen
   * groups left as it is, and accuracy as the metric where each photo has one class. Any option may be set otherwise.
   *
   * @param options.precompute train the head on features that are computed once. @default false
   */
  pretrained(
    architecture: Architecture | tf.LayersModel,
    data: DataBunch,
    options: CreateCnnOptions = {},
  ): Promise<Learner> {
    const metrics = data.targetKind === 'single' ? [accuracy] : [];
    return createCnn(data, architecture, { optFunc: sgd(), wd: 0, trainBn: false, metrics, ...options });
  },
} as const;
