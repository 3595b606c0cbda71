import type { CallbackInput } from '../host.js';
import type { LearningRate } from '../learningRate.js';
import type { CycleShape, OneCycleShape, Schedule } from '../schedules.js';

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
  /** @default slice(3e-3) */
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
  /** @default 5 */
  readonly divFactor?: number;
}
