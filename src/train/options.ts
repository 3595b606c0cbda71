import type { tf } from '../engine/index.js';
import type { ExportNetwork } from '../vision/index.js';
import type { CallbackInput } from './host.js';
import type { LearningRate } from './learningRates.js';
import type { LossFunction } from './losses.js';
import type { MetricInput } from './metrics/metric.js';
import type { OptimizerFactory } from './optimizers.js';
import type { CycleShape, OneCycleShape, Schedule } from './schedules.js';

/** What a {@link Learner} is made with. */
export interface LearnerOptions {
  /** What training makes small. @default cross-entropy, binary cross-entropy or mean squared error, after the labels of the data */
  readonly lossFunc?: LossFunction;
  /** Shown after each epoch, one or several: `errorRate`, `[accuracy, topKAccuracy(3)]`. @default none */
  readonly metrics?: MetricInput | readonly MetricInput[];
  /** How weights follow gradients. @default adamW() */
  readonly optFunc?: OptimizerFactory;
  /** Weight decay, decoupled. @default 0.01 */
  readonly wd?: number;
  /** Batch norm layers of frozen groups go on learning. @default true */
  readonly trainBn?: boolean;
  /** Decides all randomness of training. @default 42 */
  readonly seed?: number | string;
  /** Folder that saved states, logs and exports go to. @default the data's, and the current one for named exports */
  readonly path?: string;
  /** Folder of saved states, below `path`. @default 'models' */
  readonly modelDir?: string;
  /** Callbacks of every run. */
  readonly callbacks?: readonly CallbackInput[];
  /** Layers of a plain model in groups from input to output. @default one group */
  readonly layerGroups?: readonly (readonly tf.layers.Layer[])[];
  /** See {@link Learner.precompute}. @default false */
  readonly precompute?: boolean;
  /** How the network was built, so that an export can say it. @default its layers are described one by one */
  readonly recipe?: ExportNetwork;
}

/** What {@link Learner.validate} returns. */
export interface Validation {
  /** Mean over the photos. */
  readonly loss: number;
  /** By name. */
  readonly metrics: Readonly<Record<string, number>>;
}

/** What every run of training takes. */
export interface RunOptions {
  /** Weight decay of this run. @default the learner's */
  readonly wd?: number;
  /** Callbacks of this run, after the learner's own. */
  readonly callbacks?: readonly CallbackInput[];
  /** Ends the run early, like an interrupt of the cell. */
  readonly signal?: AbortSignal;
  /** Keeps the common norm of the gradients at or below this. @default no limit */
  readonly gradientClip?: number;
  /** Shows the live table. @default true */
  readonly table?: boolean;
  /** Saves the whole state after each epoch under this name, so that a crash costs one epoch at most. */
  readonly checkpoint?: string;
  /** Goes on where `checkpoint` of the same run stands, bit for bit. Without one it starts at the start. */
  readonly resume?: boolean;
}

/** Options of {@link Learner.fit}. */
export interface FitOptions extends RunOptions, CycleShape {
  /** How the rates go. @default constant, or cosine restarts when `cycleLen` is given */
  readonly schedule?: Schedule;
}

/** Options of {@link Learner.fitOneCycle}. */
export interface FitOneCycleOptions extends RunOptions, OneCycleShape {
  /** Greatest learning rate. @default slice(3e-3) */
  readonly maxLr?: LearningRate;
}

/** Options of {@link Learner.fitFlatCos}. */
export interface FitFlatCosOptions extends RunOptions {
  /** Rate until the decay begins. @default slice(3e-3) */
  readonly lr?: LearningRate;
  /** Share of the batches at the full rate. @default 0.75 */
  readonly pctStart?: number;
  /** The rate ends at its maximum divided by this. @default 1e5 */
  readonly finalDiv?: number;
}

/** Options of {@link Learner.fineTune}. */
export interface FineTuneOptions extends RunOptions {
  /** Learning rate of the head while the body is frozen. @default 2e-3 */
  readonly baseLr?: number;
  /** Epochs with the body frozen. @default 1 */
  readonly freezeEpochs?: number;
  /** The first group learns so many times slower than the head. @default 100 */
  readonly lrMult?: number;
  /** Share of the warm-up. @default 0.3 */
  readonly pctStart?: number;
  /** The first rate is the greatest divided by this. @default 5 */
  readonly divFactor?: number;
}
