import { setImmediate as nextTurn } from 'node:timers/promises';
import { isTsvisionError, partName } from '../../core/index.js';
import { type Precision, tf, withPrecision } from '../../engine/index.js';
import type { DataLoader } from '../../vision/index.js';
import { LossError, OptimizerError, TrainingInterruptedError } from '../errors.js';
import { type LossFunction, meanLoss } from '../losses.js';
import type { BatchRecord, CallbackList, TrainingState, ValidationResult } from './trainingCallback.js';

/** One batch as the loop needs it: photos or features, with targets. */
export interface TrainingBatch {
  readonly xs: tf.Tensor;
  readonly ys: tf.Tensor;
  /** Position of each photo in the loader's dataset. */
  readonly indices?: Int32Array;
}

/** What the loop is given to work with; it knows neither models nor data. */
export interface LoopParts {
  /** Batches of an epoch of this run. */
  batches(epoch: number): AsyncIterable<TrainingBatch>;
  /** Forward, backward and update for the batch in the state; returns its loss. */
  step(state: TrainingState, callbacks: CallbackList): Promise<tf.Scalar>;
  validate(): Promise<ValidationResult | undefined>;
  readonly signal: AbortSignal;
  /** Epochs that an earlier, interrupted run has done. @default 0 */
  readonly firstEpoch?: number;
}

/**
 * Trains: this is the whole loop. What makes it useful (schedules, records, tables, checkpoints) is in callbacks.
 *
 * @throws {TrainingInterruptedError} after the current batch when the signal aborts
 */
export async function trainingLoop(
  state: TrainingState,
  callbacks: CallbackList,
  parts: LoopParts,
): Promise<void> {
  try {
    await callbacks.emit('onTrainBegin', state);
    for (state.epoch = parts.firstEpoch ?? 0; state.epoch < state.epochs; state.epoch++) {
      const started = performance.now();
      state.batch = 0;
      await callbacks.emit('onEpochBegin', state);
      await runBatches(state, callbacks, parts);
      if (state.stopNow) break;
      state.validation = await parts.validate();
      state.epochSeconds = (performance.now() - started) / 1000;
      await callbacks.emit('onEpochEnd', state);
      if (state.stopReason !== undefined) break;
    }
  } catch (error) {
    const interrupted = parts.signal.aborted && !(error instanceof TrainingInterruptedError);
    state.error = interrupted ? interruption(state) : error;
    throw state.error;
  } finally {
    await callbacks.emitEnd(state);
  }
}

async function runBatches(state: TrainingState, callbacks: CallbackList, parts: LoopParts): Promise<void> {
  let pending: PendingLoss | undefined;
  try {
    for await (const { xs, ys } of parts.batches(state.epoch)) {
      [state.xs, state.ys] = [xs, ys];
      try {
        await callbacks.emit('onBatchBegin', state);
        const loss = await parts.step(state, callbacks);
        const previous = pending;
        pending = readLoss(state, loss);
        await settle(previous, state, callbacks);
        await callbacks.emit('onBatchEnd', state);
      } finally {
        state.xs?.dispose();
        state.ys?.dispose();
        [state.xs, state.ys, state.lossOf] = [undefined, undefined, undefined];
      }
      state.batch += 1;
      state.iteration += 1;
      if (parts.signal.aborted) throw interruption(state);
      if (state.stopNow) break;
      // Widgets, interrupts and live tables get their turn between two batches.
      await nextTurn();
    }
    await settle(pending, state, callbacks);
  } finally {
    // Read to its end, so that its tensor is freed before the run is over.
    await pending?.value.catch(() => undefined);
  }
}

interface PendingLoss {
  readonly record: Omit<BatchRecord, 'loss'>;
  readonly value: Promise<ArrayLike<number>>;
}

/** Starts to read a loss; it is waited for a batch later, so that the engine never idles. */
function readLoss({ iteration, epoch, batch, optimizer }: TrainingState, loss: tf.Scalar): PendingLoss {
  const value = loss.data().finally(() => loss.dispose());
  // Waited for later or, when the run ends before, not at all: no unhandled rejection either way.
  value.catch(() => undefined);
  const lr = optimizer.groups.at(-1)?.lr ?? 0;
  return { record: { iteration, epoch, batch, lr, momentum: optimizer.momentum }, value };
}

async function settle(
  pending: PendingLoss | undefined,
  state: TrainingState,
  callbacks: CallbackList,
): Promise<void> {
  if (!pending) return;
  const loss = (await pending.value)[0] as number;
  await callbacks.emitLoss(state, { ...pending.record, loss });
}

function interruption({ epoch, epochs, batch }: TrainingState): TrainingInterruptedError {
  return new TrainingInterruptedError(epoch, epochs, batch);
}

/** The parts of a model that a step uses. */
export interface StepModel {
  /** What the fixed part makes of the photos, outside of any gradient; the step disposes of it. */
  fixedPart(xs: tf.Tensor): tf.Tensor | Promise<tf.Tensor>;
  /** Outputs in training mode from what {@link StepModel.fixedPart} gave. */
  learningPart(features: tf.Tensor): tf.Tensor;
}

/**
 * One forward and backward pass over the trainable weights alone, and the optimizer's update. Nothing is read back
 * from the engine.
 */
export async function trainingStep(
  state: TrainingState,
  callbacks: CallbackList,
  model: StepModel,
  loss: LossFunction,
  precision: Precision = 'float32',
): Promise<tf.Scalar> {
  const lossOf = lossOfBatch(state, loss);
  const variables = state.optimizer.groups.flatMap(({ parameters }) =>
    parameters.map((parameter) => parameter.variable),
  );
  const features = await withPrecision(precision, () => model.fixedPart(state.xs as tf.Tensor));
  const { value, grads } = withPrecision(precision, () => {
    try {
      return tf.tidy(() => tf.variableGrads(() => lossOf(model.learningPart(features)), variables));
    } catch (error) {
      if (isTsvisionError(error)) throw error;
      throw new LossError(loss.name, { threw: error, in: 'the backward pass' });
    } finally {
      features.dispose();
    }
  });
  state.gradients = grads;
  try {
    await callbacks.emit('onBackwardEnd', state);
    update(state);
  } catch (error) {
    value.dispose();
    throw error;
  } finally {
    tf.dispose(state.gradients);
    state.gradients = undefined;
  }
  return value;
}

/** The loss of the batch's outputs; a callback may have set another one. */
function lossOfBatch({ lossOf, ys }: TrainingState, loss: LossFunction): (outputs: tf.Tensor) => tf.Scalar {
  if (!lossOf) return (outputs) => meanLoss(loss, outputs, ys as tf.Tensor);
  return (outputs) => {
    const mean = lossOf(outputs);
    if (mean instanceof tf.Tensor && mean.size === 1) return mean;
    throw new LossError('state.lossOf', { gave: mean, due: 'a tensor of one number', by: lossOf });
  };
}

function update({ optimizer, gradients }: TrainingState): void {
  try {
    optimizer.step(gradients as tf.NamedTensorMap);
  } catch (error) {
    if (isTsvisionError(error)) throw error;
    throw new OptimizerError(partName(optimizer, 'optimizer'), { threw: error, in: 'step()' });
  }
}

/** Batches of photos, or of features that were computed before. */
export interface BatchSource {
  /** Batches in a pass. */
  readonly length: number;
  batches(options?: Parameters<DataLoader['batches']>[0]): AsyncIterable<TrainingBatch>;
}

/** What a run trains and validates on, and the model that takes it. */
export interface TrainingSource {
  readonly train: BatchSource;
  readonly valid: BatchSource;
  readonly model: StepModel;
  /** Outputs as in inference; the caller owns them. */
  readonly infer: (xs: tf.Tensor) => tf.Tensor | Promise<tf.Tensor>;
  /** Frees what was made for the run. */
  readonly dispose?: () => Promise<void>;
}
