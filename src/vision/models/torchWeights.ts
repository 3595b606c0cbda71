import type { tf } from '../../engine/index.js';
import { TorchLayer, type TorchLayout, type TorchWeight } from './layers/index.js';

/** Torch names and layouts of the weights of Keras's own layers, by class and weight name. */
const kerasLayers: Readonly<Record<string, Readonly<Record<string, readonly [string, TorchLayout]>>>> = {
  Dense: { kernel: ['weight', 'linear'], bias: ['bias', 'same'] },
  Conv2D: { kernel: ['weight', 'convolution'], bias: ['bias', 'same'] },
  DepthwiseConv2D: { depthwise_kernel: ['weight', 'depthwise'], bias: ['bias', 'same'] },
  BatchNormalization: {
    gamma: ['weight', 'same'],
    beta: ['bias', 'same'],
    moving_mean: ['running_mean', 'same'],
    moving_variance: ['running_var', 'same'],
  },
};

/** One weight of a model with its whole torch key, e.g. `layer1.0.conv1.weight`. */
export interface KeyedWeight extends TorchWeight {
  readonly key: string;
}

/** Weights of one layer by torch names; those of a layer that torch does not know keep name and layout. */
export function torchWeightsOf(layer: tf.layers.Layer): TorchWeight[] {
  if (layer instanceof TorchLayer) return layer.torchWeights();
  const known = kerasLayers[layer.getClassName()] ?? {};
  return layer.weights.map((variable) => {
    // A second model's variables get a suffix in `name`, not in `originalName`.
    const name = variable.originalName.slice(variable.originalName.lastIndexOf('/') + 1);
    const [suffix, layout] = known[name] ?? [name, 'same'];
    return { suffix, variable, layout };
  });
}

/** All weights of a model, running statistics included, in the order of its layers. */
export function keyedWeights(model: tf.LayersModel): KeyedWeight[] {
  return model.layers.flatMap((layer) =>
    torchWeightsOf(layer).map((weight) => ({ ...weight, key: `${layer.name}.${weight.suffix}` })),
  );
}

const permutations: Readonly<Record<TorchLayout, readonly number[] | undefined>> = {
  same: undefined,
  convolution: [3, 2, 0, 1], // HWIO → OIHW
  depthwise: [2, 3, 0, 1], // HWC1 → C1HW
  linear: [1, 0],
};

/** Shape that a weight has in a torch file. */
export function torchShape({ variable, layout }: TorchWeight): number[] {
  const shape = variable.shape as number[];
  return permutations[layout]?.map((axis) => shape[axis] as number) ?? [...shape];
}

/** A TensorFlow weight in torch's layout; the caller disposes of it. */
export function toTorch(tensor: tf.Tensor, layout: TorchLayout): tf.Tensor {
  const order = permutations[layout];
  return order === undefined ? tensor.clone() : tensor.transpose([...order]);
}

/** A weight of a torch file in TensorFlow's layout; the caller disposes of it. */
export function fromTorch(tensor: tf.Tensor, layout: TorchLayout): tf.Tensor {
  const order = permutations[layout];
  return order === undefined ? tensor.clone() : tensor.transpose(order.map((_, axis) => order.indexOf(axis)));
}
