import type * as tf from '../tf.js';

/** For which release this was written. */
export const writtenFor = { package: '@tensorflow/tfjs-layers', version: '4.22.0' } as const;

type Call = tf.layers.Layer['call'];

const originalCalls = new WeakMap<tf.layers.Layer, Call>();

/**
 * Chooses whether a batch norm layer of tfjs keeps to its running statistics while the model trains. It has no such
 * switch, so its `call` is told that nothing trains.
 */
export function keepStatistics(layer: tf.layers.Layer, keeps: boolean): void {
  const original = originalCalls.get(layer) ?? layer.call;
  originalCalls.set(layer, original);
  layer.call = keeps
    ? (inputs, kwargs) => original.call(layer, inputs, { ...kwargs, training: false })
    : original;
}

/** Whether {@link keepStatistics} is on. */
export function keepsStatistics(layer: tf.layers.Layer): boolean {
  return originalCalls.has(layer) && layer.call !== originalCalls.get(layer);
}
