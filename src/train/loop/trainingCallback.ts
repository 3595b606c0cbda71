import { isTsvisionError, partName } from '../../core/index.js';
import type { tf } from '../../engine/index.js';
import { CallbackError } from '../errors.js';
import type { Optimizer } from '../optimizers.js';

/** What one validation pass gave. */
export interface ValidationResult {
  /** Mean over all photos. */
  readonly loss: number;
  /** Values in the order of the learner's metrics. */
  readonly metrics: readonly number[];
}

/** One batch of training whose loss is known. */
export interface BatchRecord {
  /** Batches before it in this run. */
  readonly iteration: number;
  /** From 0, within the run. */
  readonly epoch: number;
  /** Its number in the epoch. */
  readonly batch: number;
  /** Mean loss of the batch, not smoothed. */
  readonly loss: number;
  /** Learning rate of the last layer group. */
  readonly lr: number;
  /** Momentum of the step, 0 … 1. */
  readonly momentum: number;
}

/**
 * All that a callback may see and change while a model trains. The object is sealed: setting a name that is not
 * here throws, so that a misspelt field cannot pass unnoticed.
 */
export class TrainingState {
  /** Epoch of this run, from 0. */
  epoch = 0;
  /** Batch of this epoch, from 0. */
  batch = 0;
  /** Batch of this run, from 0. */
  iteration = 0;
  /** Epochs that the learner had trained before this run. */
  epochsBefore = 0;
  /** Input of the batch; a callback that replaces it disposes of the old one. */
  xs: tf.Tensor | undefined = undefined;
  /** Targets of the batch. */
  ys: tf.Tensor | undefined = undefined;
  /** Mean loss of the batch from the model's outputs; a callback may set another one for this batch. */
  lossOf: ((outputs: tf.Tensor) => tf.Scalar) | undefined = undefined;
  /** By variable name, between the backward pass and the step; may be replaced. */
  gradients: tf.NamedTensorMap | undefined = undefined;
  /** Smoothed training loss, as far as it is known. */
  smoothLoss = Number.NaN;
  /** Result of the last validation pass of this run. */
  validation: ValidationResult | undefined = undefined;
  /** Seconds that the last finished epoch took. */
  epochSeconds = 0;
  /** Set to end the run: after the current batch, without a validation pass. */
  stopNow = false;
  /** Set to end the run after the current epoch; says why. */
  stopReason: string | undefined = undefined;
  /** Why the run ended early, while `onTrainEnd` is called. */
  error: unknown = undefined;

  constructor(
    /** Epochs of the run. */
    readonly epochs: number,
    /** Batches of an epoch. */
    readonly batchesPerEpoch: number,
    /** Rates and momentum of the next step are set here. */
    readonly optimizer: Optimizer,
    /** Learning rate of each layer group before any schedule. */
    readonly baseRates: readonly number[],
  ) {
    Object.seal(this);
  }
}

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

type PlainEvent = Exclude<
  { [K in keyof TrainingCallback]: K extends `on${string}` ? K : never }[keyof TrainingCallback],
  'onLoss' | undefined
>;

/** Calls an event on several callbacks, in their order. */
export class CallbackList {
  constructor(readonly callbacks: readonly TrainingCallback[]) {}

  async emit(event: PlainEvent, state: TrainingState): Promise<void> {
    for (const callback of this.callbacks) await named(callback, event, () => callback[event]?.(state));
  }

  async emitLoss(state: TrainingState, record: BatchRecord): Promise<void> {
    for (const callback of this.callbacks)
      await named(callback, 'onLoss', () => callback.onLoss?.(state, record));
  }

  /** Calls `onTrainEnd` on all, even when one of them throws; the first error is thrown at the end. */
  async emitEnd(state: TrainingState): Promise<void> {
    const errors: unknown[] = [];
    for (const callback of this.callbacks) {
      try {
        await named(callback, 'onTrainEnd', () => callback.onTrainEnd?.(state));
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0 && state.error === undefined) throw errors[0];
  }
}

/** Runs an event, so that a callback which throws is named; the library's own errors pass as they are. */
async function named(
  callback: TrainingCallback,
  event: string,
  run: () => void | Promise<void> | undefined,
): Promise<void> {
  try {
    await run();
  } catch (error) {
    throw callbackError(callback, event, error);
  }
}

/** What a callback threw, with its name, unless it is an error of the library's own or of an interrupt. */
export function callbackError(callback: TrainingCallback, event: string, error: unknown): unknown {
  if (isTsvisionError(error) || (error instanceof Error && error.name === 'AbortError')) return error;
  return new CallbackError(partName(callback, 'callback'), event, { threw: error, in: event });
}
