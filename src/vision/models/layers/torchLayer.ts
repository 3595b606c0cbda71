import { tf } from '../../../engine/index.js';

/** How a weight lies in a torch file, compared with TensorFlow. */
export type TorchLayout = 'same' | 'convolution' | 'depthwise' | 'linear';

/** One weight of a layer under the name that PyTorch gives it. */
export interface TorchWeight {
  /** Last part of the key: `weight`, `bias`, `running_mean`, … */
  readonly suffix: string;
  readonly variable: tf.LayerVariable;
  readonly layout: TorchLayout;
}

/** A layer of ours: it names its weights as PyTorch does, which saving and loading rely on. */
export abstract class TorchLayer extends tf.layers.Layer {
  /** Weights by torch name; empty before the layer is built. */
  abstract torchWeights(): TorchWeight[];

  /** The only tensor of what a layer is called with. */
  protected single(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return Array.isArray(inputs) ? (inputs[0] as tf.Tensor) : inputs;
  }

  /** The only shape of what a layer is built with. */
  protected singleShape(shape: tf.Shape | tf.Shape[]): tf.Shape {
    return Array.isArray(shape[0]) ? (shape[0] as tf.Shape) : (shape as tf.Shape);
  }
}

/** Whether a layer is called to train (batch statistics, dropout) or to predict. */
export function isTraining(kwargs: unknown): boolean {
  return (kwargs as { training?: boolean } | undefined)?.training === true;
}
