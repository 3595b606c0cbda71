import type { tf } from '../../engine/index.js';
import { isBatchNorm } from './modelLayers.js';

type Call = tf.layers.Layer['call'];

const originalCalls = new WeakMap<tf.layers.Layer, Call>();

/**
 * Chooses what a batch norm layer does while the model trains: normalise by the batch and update its running
 * statistics, or keep to these as in inference. Keras's own layer has no such switch, so its `call` is told.
 */
export function setBatchStatistics(layer: tf.layers.Layer, on: boolean): void {
  if (!isBatchNorm(layer)) return;
  if ('batchStatistics' in layer) {
    layer.batchStatistics = on;
    return;
  }
  const original = originalCalls.get(layer) ?? layer.call;
  originalCalls.set(layer, original);
  layer.call = on
    ? original
    : (inputs, kwargs) => original.call(layer, inputs, { ...kwargs, training: false });
}

/** Whether the layer normalises by the batch while the model trains. */
export function usesBatchStatistics(layer: tf.layers.Layer): boolean {
  if (!isBatchNorm(layer)) return false;
  if ('batchStatistics' in layer) return layer.batchStatistics === true;
  return !originalCalls.has(layer) || layer.call === originalCalls.get(layer);
}
