import { isTsvisionError, partName } from '../../core/index.js';
import { type Precision, tf, variableGradients, withPrecision } from '../../engine/index.js';
import { LossError, OptimizerError } from '../errors.js';
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
  const lossOf = lossOfBatch(state, loss);
  const variables = state.optimizer.groups.flatMap(({ parameters }) =>
    parameters.map((each) => each.variable),
  );
  const features = await withPrecision(precision, () => model.fixedPart(state.xs as tf.Tensor));
  const { value, grads } = withPrecision(precision, () => {
    try {
      return variableGradients(() => lossOf(model.learningPart(features)), variables);
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
