import type { BatchRecord, TrainingState } from './trainingState.js';

/** What a callback's method may return: training waits for a promise. */
export type Outcome = void | Promise<void>;

/**
 * Something that happens while a model trains. Override what is needed; each event gets the same checked state. A
 * new callback is one class (or object) of this type.
 */
export interface TrainingCallback {
  readonly name: string;
  /** Before the first batch of a run. */
  onTrainBegin?(state: TrainingState): Outcome;
  /** Before the first batch of an epoch. */
  onEpochBegin?(state: TrainingState): Outcome;
  /** The batch is there; rates may be set, `xs` and `ys` changed. */
  onBatchBegin?(state: TrainingState): Outcome;
  /** The gradients are there; they may be changed. */
  onBackwardEnd?(state: TrainingState): Outcome;
  /** After a step, or after one that a callback skipped. */
  onBatchEnd?(state: TrainingState): Outcome;
  /** The loss of a batch has become known, possibly while the next one runs. */
  onLoss?(state: TrainingState, record: BatchRecord): Outcome;
  /** After the validation pass. */
  onEpochEnd?(state: TrainingState): Outcome;
  /** Always called, after an error or interrupt too. */
  onTrainEnd?(state: TrainingState): Outcome;
  /** What must survive a crash, JSON-safe. */
  saveState?(): unknown;
  /** Takes back what {@link saveState} gave. */
  loadState?(state: unknown): void;
}
