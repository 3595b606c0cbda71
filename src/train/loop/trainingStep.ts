import { type Precision, tf, withPrecision } from '../../engine/index.js';
import { type LossFunction, meanLoss } from '../losses.js';
import type { CallbackList } from './callbackList.js';
import type { TrainingState } from './trainingState.js';

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
  const targets = state.ys as tf.Tensor;
  const lossOf = state.lossOf ?? ((outputs) => meanLoss(loss, outputs, targets));
  const variables = state.optimizer.groups.flatMap(({ parameters }) =>
    parameters.map((each) => each.variable),
  );
  const features = await withPrecision(precision, () => model.fixedPart(state.xs as tf.Tensor));
  const { value, grads } = withPrecision(precision, () => {
    try {
      return tf.variableGrads(() => lossOf(model.learningPart(features)), variables);
    } finally {
      features.dispose();
    }
  });
  state.gradients = grads;
  try {
    await callbacks.emit('onBackwardEnd', state);
    state.optimizer.step(state.gradients);
  } finally {
    tf.dispose(state.gradients);
    state.gradients = undefined;
  }
  return value;
}
