import type * as tf from '../tf.js';
import { type TensorflowBackend, tensorflowBackend } from './tensorflowOps.js';

/** The optimizers of `native/kernels.h`. */
type NativeOptimizer = 'adamw' | 'sgd' | 'rmsprop' | 'kerasRmsprop';

/**
 * Takes one optimizer step in native code.
 *
 * @param states The averages, one list for each kind.
 * @returns False where there is no such code (another backend, a GPU, a binding that npm installed): then nothing
 * has happened.
 */
export function nativeOptimizerStep(
  kind: NativeOptimizer,
  params: readonly tf.Variable[],
  grads: readonly tf.Tensor[],
  states: readonly (readonly tf.Variable[])[],
  numbers: readonly number[],
): boolean {
  const backend = tensorflowBackend();
  if (!backend?.binding.optimizerStep || backend.isUsingGpuDevice) return false;
  if (params.length === 0) return true;
  const rows = params.map((param, i) => [param, ...states.map((state) => state[i] as tf.Variable)]);
  for (const row of rows) for (const variable of row) ownAlone(backend, variable);
  const ordered = rows.flatMap(([param, ...kept], i) => [param as tf.Tensor, grads[i] as tf.Tensor, ...kept]);
  const ids = Int32Array.from(backend.getInputTensorIds(ordered));
  backend.binding.optimizerStep(kind, ids, 2 + states.length, Float64Array.from(numbers));
  return true;
}

/** Gives the variable memory of its own when a clone shares it: the clone must not change with it. */
function ownAlone(backend: TensorflowBackend, variable: tf.Variable): void {
  if (backend.refCount(variable.dataId) <= 1) return;
  const copy = variable.mul<tf.Tensor>(1);
  variable.assign(copy);
  copy.dispose();
}
