import type * as tf from '../tf.js';

/** For which release this was written. */
export const writtenFor = { package: '@tensorflow/tfjs-layers', version: '4.22.0' } as const;

/** How a layer was applied: a field that the declarations of tfjs leave out. */
interface InboundNode {
  readonly inputTensors: readonly tf.SymbolicTensor[];
}

/** The values of a model's graph that this one is computed from; none for an input, which tfjs has come from itself. */
export function inputsOf(value: tf.SymbolicTensor): readonly tf.SymbolicTensor[] {
  const { inboundNodes } = value.sourceLayer as unknown as { readonly inboundNodes: readonly InboundNode[] };
  return (inboundNodes[value.nodeIndex]?.inputTensors ?? []).filter((input) => input !== value);
}
