import type { Random } from '../core/index.js';
import type { Precision, tf } from '../engine/index.js';
import type { CnnModel, DataBunch, PhotoInput } from '../vision/index.js';
import type { FeatureTable } from './features/featureTable.js';
import type { PredictionTuple } from './loop/predict.js';
import type { TrainedModel } from './loop/trainedModel.js';
import type { TrainingCallback } from './loop/trainingCallback.js';
import type { LossFunction } from './losses.js';
import type { Metric } from './metrics/metric.js';
import type { Optimizer } from './optimizers.js';
import type { Recorder } from './recorder/recorder.js';

/**
 * What a run of training may touch: the learner's parts and counters. Whatever helps a learner takes this, or less,
 * and never the learner, so that the loop can be read, and tested, without it.
 */
export interface TrainingHost {
  readonly data: DataBunch;
  readonly trained: TrainedModel;
  readonly lossFunc: LossFunction;
  readonly metrics: readonly Metric[];
  /** Weight decay of runs that set none. */
  readonly wd: number;
  readonly trainBn: boolean;
  readonly seed: number | string;
  /** Folder of logs and exports. */
  readonly path: string;
  /** Callbacks of every run. */
  readonly callbacks: readonly CallbackInput[];
  readonly recorder: Recorder;
  readonly precision: Precision;
  readonly precompute: boolean;
  /** Features of frozen bodies that were computed in this session, by their keys. */
  readonly featureTables: Map<string, FeatureTable>;
  /** Epochs over all runs; the order of the photos of an epoch depends on it. */
  epochsTrained: number;
  /** Source of what is drawn besides the photos' order; saved with the state. */
  random: Random;
  /** The optimizer, if there is one yet. */
  readonly optimizer: Optimizer | undefined;
  /** What the makers of callbacks get. */
  readonly forCallbacks: CallbackLearner;
  /** Bytes of memory that a training step can take. */
  availableMemory(): number;
  /** The optimizer for the weights that learn now. */
  requireOptimizer(): Optimizer;
  /** Forgets the optimizer's averages. */
  resetOptimizer(): void;
  /** Raw outputs for a batch, as in inference and in the learner's precision; dispose of them. */
  infer(xs: tf.Tensor): tf.Tensor;
  /** Aborts when the user interrupts the running cell, or the given signal aborts. */
  signal(extra?: AbortSignal): AbortSignal;
  /** File of the saved state `name`. */
  statePath(name: string): string;
}

/**
 * The learner as a callback sees it while it trains. What trains or evaluates is left out: the learner is busy with
 * the run that the callback belongs to.
 */
export interface CallbackLearner {
  /** The photos that it learns from. */
  readonly data: DataBunch;
  /** The network that is trained. */
  readonly model: tf.LayersModel;
  /** Body and head, of a network that `createCnn` made. */
  readonly cnn: CnnModel | undefined;
  /** What training makes small. */
  readonly lossFunc: LossFunction;
  /** What each epoch's row says, besides the losses. */
  readonly metrics: readonly Metric[];
  /** Of all that is drawn by lot. */
  readonly seed: number | string;
  /** Folder of logs and exports. */
  readonly path: string;
  /** Losses, rates and rows of the runs so far. */
  readonly recorder: Recorder;
  /** See {@link Learner.save}. */
  save(name: string): Promise<string>;
  /** See {@link Learner.load}. */
  load(name: string): Promise<unknown>;
  /** See {@link Learner.predict}. */
  predict(photo: PhotoInput): Promise<PredictionTuple>;
}

/**
 * A callback, or a function that makes one for the learner that trains: `callbacks: [earlyStopping()]`.
 * @example
 * ```ts
 * import type { CallbackInput } from 'tsvision';
 * const everySecond: CallbackInput = (learner) => ({
 *   name: 'everySecond',
 *   async onEpochEnd({ epoch }) {
 *     if (epoch % 2 === 1) await learner.save(`epoch-${epoch}`);
 *   },
 * });
 * await learn.fit(2, 1e-3, { callbacks: [everySecond] });
 * ```
 */
export type CallbackInput = TrainingCallback | CallbackMaker;

/** Written as a method, so that a function of the user's that says `learner: Learner` is one too. */
export type CallbackMaker = { make(learner: CallbackLearner): TrainingCallback }['make'];
