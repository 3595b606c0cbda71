import {
  batchNormTakesActivation,
  type ConvolutionScratch,
  type tf,
  winogradScratch,
} from '../../engine/index.js';
import { BatchNorm, Relu6, SeededDropout } from '../models/layers.js';
import { Rescale } from '../models/rescale.js';
import { planPadding } from '../models/spatialPadding.js';
import { Conv2d, DepthwiseConv2d, MaxPool2d } from '../models/windowLayers.js';

/** What a layer does to memory in a training step, besides making its output. */
export interface LayerMemory {
  /** What the backward pass will read: an input, the output, or so many bytes of its own. */
  readonly keeps: readonly Kept[];
  /** Output and input are the same memory, and their gradients too. @default false */
  readonly shares?: boolean;
  /** The gradient of its output is that of its inputs. @default false */
  readonly passesGradient?: boolean;
  /** Bytes of the tensors that it makes on the way forwards, and gives back. @default 0 */
  readonly forwards?: number;
  /** Bytes of the tensors that its gradient makes besides those of its inputs, and gives back. @default 0 */
  readonly backwards?: number;
  /** Bytes that its kernels need for themselves while they run. @default none */
  readonly kernels?: ConvolutionScratch;
}

/** See {@link LayerMemory.keeps}; `inputs` are all of them. */
export type Kept = 'inputs' | 'output' | number;

/** One layer for a certain batch. */
export interface LayerCall {
  readonly layer: tf.layers.Layer;
  /** Shapes with the batch. */
  readonly inputs: readonly (readonly number[])[];
  readonly output: readonly number[];
  /** Whether something before it learns, so that its inputs have gradients. */
  readonly inputLearns: boolean;
  /** Whether weights of its own learn. */
  readonly learns: boolean;
  /** Whether a batch norm computes the activation after it, too. */
  readonly withActivation: boolean;
}

/** Bytes of float32 numbers. */
export const bytesOf = (shape: readonly number[]): number => shape.reduce((size, n) => size * n, 4);

/** What a layer keeps for its backward pass; of layers of the user's own, inputs and output are assumed. */
export function layerMemory(call: LayerCall): LayerMemory {
  const { layer } = call;
  if (layer instanceof Conv2d || layer instanceof DepthwiseConv2d) return convolution(layer, call);
  if (layer instanceof BatchNorm) return batchNorm(layer, call);
  if (layer instanceof MaxPool2d) return maxPool(layer, call);
  if (layer instanceof Relu6) return { keeps: ['output'] };
  if (layer instanceof SeededDropout)
    return layer.rate === 0 ? { keeps: [], shares: true } : { keeps: [bytesOf(call.output)] };
  if (layer instanceof Rescale) return { keeps: [], forwards: bytesOf(call.output) };
  return kerasLayers[layer.getClassName()]?.(call) ?? { keeps: ['inputs', 'output'] };
}

function convolution(layer: Conv2d | DepthwiseConv2d, { inputs, output, ...call }: LayerCall): LayerMemory {
  const [n, height, width, channels] = inputs[0] as [number, number, number, number];
  const { kernelSize, strides, padding } = layer;
  const { pads } = planPadding([height, width], kernelSize, strides, padding);
  const [top, bottom, left, right] = pads ?? [0, 0, 0, 0];
  const padded = pads ? bytesOf([n, height + top + bottom, width + left + right, channels]) : 0;
  const scratch =
    layer instanceof Conv2d && strides === 1 && !pads
      ? winogradScratch([n, height, width, channels], kernelSize, output)
      : undefined;
  // Padded by the convolution itself, whose gradients pad a copy.
  if (layer instanceof Conv2d)
    return {
      keeps: call.learns ? ['inputs'] : [],
      forwards: layer.useBias ? bytesOf(output) : 0,
      backwards: padded,
      ...(scratch && { kernels: scratch }),
    };
  return {
    // Only the gradient of the filter reads what the filter was laid on.
    keeps: call.learns ? [pads ? padded : 'inputs'] : [],
    forwards: call.learns ? 0 : padded,
    backwards: call.inputLearns ? beyond(padded, inputs) : 0,
  };
}

function batchNorm(
  layer: BatchNorm,
  { inputs, output, inputLearns, withActivation }: LayerCall,
): LayerMemory {
  if (!layer.batchStatistics) return { keeps: ['inputs'], backwards: 3 * bytesOf(output) };
  const gradient = bytesOf(inputs[0] as readonly number[]);
  // Where the gradient of the input is not asked for, it is computed all the same.
  if (batchNormTakesActivation()) return { keeps: ['inputs'], backwards: inputLearns ? 0 : gradient };
  return {
    keeps: withActivation ? ['inputs', 'output'] : ['inputs'],
    forwards: gradient,
    backwards: 4 * gradient,
  };
}

function maxPool(layer: MaxPool2d, { inputs, inputLearns }: LayerCall): LayerMemory {
  const [n, height, width, channels] = inputs[0] as [number, number, number, number];
  const { poolSize, strides, padding, ceilMode } = layer;
  const { pads } = planPadding([height, width], poolSize, strides, padding, ceilMode);
  if (!pads) return { keeps: ['inputs', 'output'] };
  const [top, bottom, left, right] = pads;
  const padded = bytesOf([n, height + top + bottom, width + left + right, channels]);
  return { keeps: [padded, 'output'], backwards: inputLearns ? beyond(padded, inputs) : 0 };
}

/**
 * What the gradient of a padded copy takes: it is there in place of the input's, which is cut out of it when what was
 * kept is gone.
 */
const beyond = (padded: number, [input]: LayerCall['inputs']): number =>
  Math.max(0, padded - bytesOf(input as readonly number[]));

const nothing = (): LayerMemory => ({ keeps: [] });
const inputAndOutput = (): LayerMemory => ({ keeps: ['inputs', 'output'] });
const itself = (): LayerMemory => ({ keeps: [], shares: true });

/** Layers of Keras by class, as TensorFlow.js computes them while a gradient is asked for. */
const kerasLayers: Readonly<Record<string, (call: LayerCall) => LayerMemory>> = {
  InputLayer: itself,
  Flatten: itself,
  Reshape: itself,
  Permute: nothing,
  ZeroPadding2D: nothing,
  Cropping2D: nothing,
  Concatenate: nothing,
  Add: () => ({ keeps: [], passesGradient: true }),
  GlobalAveragePooling2D: ({ inputs }) => ({
    keeps: [],
    backwards: 2 * bytesOf(inputs[0] as readonly number[]),
  }),
  AveragePooling2D: () => ({ keeps: ['inputs'] }),
  MaxPooling2D: inputAndOutput,
  Dropout: ({ output }) => ({ keeps: [bytesOf(output)], forwards: bytesOf(output) }),
  Activation: (call) => activated(call, []),
  ReLU: () => ({ keeps: ['output'] }),
  Softmax: () => ({ keeps: ['output'] }),
  BatchNormalization: ({ output }) => ({
    keeps: ['inputs', bytesOf(output)],
    forwards: 2 * bytesOf(output),
    backwards: 4 * bytesOf(output),
  }),
  Dense: (call) => {
    const memory = activated(call, call.learns ? ['inputs'] : []);
    const kernel = bytesOf([call.inputs[0]?.at(-1) as number, call.output.at(-1) as number]);
    return { ...memory, backwards: (memory.backwards ?? 0) + (call.learns ? kernel : 0) };
  },
  Conv2D: (call) => activated(call, call.learns ? ['inputs'] : []),
};

/** A layer with an activation of its own: of linear ones the fused operation keeps inputs and output. */
function activated({ layer, output }: LayerCall, keeps: readonly Kept[]): LayerMemory {
  const { activation } = layer.getConfig();
  const isPlain = layer.getClassName() === 'Activation';
  if (activation === 'linear' || activation == null)
    return isPlain ? { keeps: [], passesGradient: true } : { keeps: ['inputs', 'output'] };
  return {
    keeps: [...keeps, 'output'],
    forwards: isPlain ? 0 : bytesOf(output),
    backwards: isPlain ? 0 : bytesOf(output),
  };
}
