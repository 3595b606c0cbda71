import type { tf } from '../../engine/index.js';
import type { ExportNetwork } from '../../vision/index.js';
import type { CallbackInput } from '../host.js';
import type { LossFunction } from '../losses.js';
import type { MetricInput } from '../metrics/metric.js';
import type { OptimizerFactory } from '../optimizers.js';

/** What a {@link Learner} is made with. */
export interface LearnerOptions {
  /** @default cross-entropy, binary cross-entropy or mean squared error, after the labels of the data */
  readonly lossFunc?: LossFunction;
  /** Shown after each epoch, one or several: `errorRate`, `[accuracy, topKAccuracy(3)]`. @default none */
  readonly metrics?: MetricInput | readonly MetricInput[];
  /** @default adamW() */
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
