import { inputsOf, tf } from '../../engine/index.js';

/** A head in two parts that share its layers. */
export interface SplitHead {
  /** Feature map → pooled features `[n, width]`; absent when the head has no such place. */
  readonly pool: tf.LayersModel | undefined;
  /** Pooled features → outputs; without `pool`, the whole head. */
  readonly classifier: tf.LayersModel;
}

/**
 * Cuts a head where its features are vectors: a photo's pooled features are 50 times smaller than its feature map,
 * which decides whether all of them fit into memory.
 */
export function splitHead(head: tf.LayersModel): SplitHead {
  const chain: tf.layers.Layer[] = [];
  let tensor = head.outputs[0] as tf.SymbolicTensor;
  for (;;) {
    const [input, ...more] = inputsOf(tensor);
    if (input === undefined || more.length > 0 || input.shape.length !== 2) break;
    chain.unshift(tensor.sourceLayer);
    tensor = input;
  }
  if (chain.length === 0 || tensor === head.inputs[0]) return { pool: undefined, classifier: head };
  const input = tf.input({ shape: tensor.shape.slice(1), name: 'pooled' });
  const outputs = chain.reduce((x, layer) => layer.apply(x) as tf.SymbolicTensor, input);
  return {
    pool: tf.model({ name: `${head.name}_pool`, inputs: head.inputs, outputs: tensor }),
    classifier: tf.model({ name: `${head.name}_classifier`, inputs: input, outputs }),
  };
}
