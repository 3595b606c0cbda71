import { tensorflowBackend } from '../kernels/tensorflowOps.js';
import * as tf from '../tf.js';

/**
 * A tensor with a copy of `values`, whose memory the caller may then use again: one copy, straight into the memory of
 * the engine, which has been touched before. A copy in JavaScript costs several times as much, mostly for fresh pages.
 *
 * @param values must not begin at a multiple of 8 bytes in memory: TensorFlow takes over memory that is aligned as it
 * likes (64 bytes or fewer), and copies all other
 */
export function tensorOfReused<R extends tf.Rank>(values: Float32Array, shape: tf.ShapeMap[R]): tf.Tensor<R> {
  if (values.byteOffset % 8 === 0) throw new Error('These values would not be copied.');
  const tensorflow = tensorflowBackend();
  const isCopied = tensorflow !== undefined || tf.getBackend() === 'wasm';
  const tensor = tf.tensor<R>(isCopied ? values : values.slice(), shape, 'float32');
  // Else it would happen when the tensor is used for the first time.
  tensorflow?.getInputTensorIds([tensor]);
  return tensor;
}
