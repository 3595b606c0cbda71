import * as tf from '../tf.js';

/** For which release this was written. */
export const writtenFor = { package: '@tensorflow/tfjs-core', version: '4.22.0' } as const;

interface Tape {
  readonly gradientDepth: number;
  activeTape: readonly { readonly saved?: readonly (tf.Tensor | null)[] }[] | null;
}

/**
 * `tf.variableGrads`, which also frees everything when `lossOf` throws: what the operations before had kept for the
 * backward pass stays in the engine otherwise (TensorFlow.js 4.22).
 */
export function variableGradients(
  lossOf: () => tf.Scalar,
  variables: tf.Variable[],
): { readonly value: tf.Scalar; readonly grads: tf.NamedTensorMap } {
  try {
    return tf.tidy(() => tf.variableGrads(lossOf, variables) as never);
  } catch (error) {
    freeTape(tf.engine().state as unknown as Tape);
    throw error;
  }
}

/** Unless an outer gradient is under way, whose tape it is. */
function freeTape(tape: Tape): void {
  if (tape.gradientDepth > 0) return;
  for (const { saved } of tape.activeTape ?? []) for (const tensor of saved ?? []) tensor?.dispose();
  tape.activeTape = null;
}
