import { Random } from '../../src/core/index.js';
import { tf } from '../../src/engine/index.js';
import { BatchNorm, buildCnn, type CnnModel, initializeWeights } from '../../src/vision/index.js';

/** A very small convolutional body, as a model of the user's own. */
export function tinyBody(name = 'tiny', batchNorm = true): tf.LayersModel {
  const input = tf.input({ shape: [6, 6, 3], name: `${name}_input` });
  let x = tf.layers
    .conv2d({ name: `${name}_conv1`, filters: 4, kernelSize: 3, padding: 'same', activation: 'relu' })
    .apply(input) as tf.SymbolicTensor;
  if (batchNorm) x = new BatchNorm({ name: `${name}_bn` }).apply(x) as tf.SymbolicTensor;
  x = tf.layers
    .conv2d({ name: `${name}_conv2`, filters: 6, kernelSize: 3, padding: 'valid', activation: 'relu' })
    .apply(x) as tf.SymbolicTensor;
  const model = tf.model({ name, inputs: input, outputs: x });
  initializeWeights(model, new Random('tiny'));
  return model;
}

/** The tiny body with fastai's head. */
export async function tinyCnn(classes = 3, { batchNorm = true, ps = 0.5 } = {}): Promise<CnnModel> {
  return buildCnn(tinyBody('tiny', batchNorm), {
    classes,
    linFtrs: [8],
    ps,
    splitOn: (name) => (name === 'tiny_conv1' || name === 'tiny_bn' ? 0 : 1),
  });
}
