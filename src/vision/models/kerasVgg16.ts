import { InvalidArgumentError, Random } from '../../core/index.js';
import { engineReady, tf } from '../../engine/index.js';
import { type FindWeightsOptions, findWeights } from '../weights/findWeights.js';
import { initializeWeights, loadStateDict } from '../weights/modelWeights.js';
import { readSafetensors } from '../weights/readSafetensors.js';
import type { WritableTensor } from '../weights/writeSafetensors.js';
import { models } from './models.js';

/** What {@link VGG16} takes, as Keras's function of that name. */
export interface Vgg16Options extends Omit<FindWeightsOptions, 'weights'> {
  /**
   * `'imagenet'`, the path of a torchvision-named safetensors file, or `null` for random weights. torchvision's
   * weights expect RGB normalised by `imagenetStats`, not Keras's BGR.
   *
   * @default 'imagenet'
   */
  readonly weights?: string | null;
  /** The three dense layers as well. @default true */
  readonly includeTop?: boolean;
  /** Height, width and channels. @default [224, 224, 3] */
  readonly inputShape?: readonly [number, number, number];
  /** Outputs; anything but 1000 needs `weights: null`. @default 1000 */
  readonly classes?: number;
  /** Source of random weights. @default a generator seeded with 42 */
  readonly random?: Random;
}

/** Channels and number of convolutions of the five blocks. */
const blocks = [
  [64, 2],
  [128, 2],
  [256, 3],
  [512, 3],
  [512, 3],
] as const;

/**
 * Keras's VGG16: made of Keras's layers under Keras's names (`block5_conv1`, `fc2`, `predictions`), so that the
 * lessons' `layer.name === 'block5_conv1'` works. With its top it gives probabilities.
 * @example
 * ```ts no-run
 * import { VGG16 } from 'tsvision';
 * const base = await VGG16({ weights: 'imagenet', includeTop: false, inputShape: [150, 150, 3] });
 * ```
 */
export async function VGG16(options: Vgg16Options = {}): Promise<tf.LayersModel> {
  const { weights = 'imagenet', includeTop = true, classes = 1000, random = new Random(), ...rest } = options;
  if (weights !== null && includeTop && classes !== 1000)
    throw new InvalidArgumentError(
      'classes',
      classes,
      '1000 with pretrained weights',
      'Pass includeTop: false.',
    );
  await engineReady();
  const model = layoutVgg16(includeTop, rest.inputShape, classes);
  if (weights === null) initializeWeights(model, random);
  else await loadTorchvision(model, includeTop, weights === 'imagenet' ? undefined : weights, rest);
  return model;
}

/** The network with weights of 0. */
export function layoutVgg16(
  includeTop: boolean,
  inputShape: readonly [number, number, number] = [224, 224, 3],
  classes = 1000,
): tf.LayersModel {
  const kernelInitializer = 'zeros' as const;
  const input = tf.input({ shape: [...inputShape], name: 'input_1' });
  const add = (layer: tf.layers.Layer): void => {
    x = layer.apply(x) as tf.SymbolicTensor;
  };
  let x = input;
  blocks.forEach(([filters, convolutions], b) => {
    const conv = { filters, kernelSize: 3, padding: 'same', activation: 'relu', kernelInitializer } as const;
    for (let i = 1; i <= convolutions; i++)
      add(tf.layers.conv2d({ ...conv, name: `block${b + 1}_conv${i}` }));
    add(tf.layers.maxPooling2d({ poolSize: 2, strides: 2, name: `block${b + 1}_pool` }));
  });
  if (includeTop) {
    add(tf.layers.flatten({ name: 'flatten' }));
    const dense = { units: 4096, activation: 'relu', kernelInitializer } as const;
    add(tf.layers.dense({ ...dense, name: 'fc1' }));
    add(tf.layers.dense({ ...dense, name: 'fc2' }));
    add(tf.layers.dense({ units: classes, activation: 'softmax', kernelInitializer, name: 'predictions' }));
  }
  return tf.model({ name: 'vgg16', inputs: input, outputs: x });
}

async function loadTorchvision(
  model: tf.LayersModel,
  includeTop: boolean,
  file: string | undefined,
  options: FindWeightsOptions,
): Promise<void> {
  const { spec } = models.vgg16;
  const path = await findWeights(spec, file === undefined ? options : { ...options, weights: file });
  const { tensors } = await readSafetensors(path);
  const renamed = new Map<string, WritableTensor>();
  for (const [key, tensor] of tensors) {
    const name = kerasKey(spec.rename?.(key) ?? key);
    renamed.set(name, name === 'fc1.weight' ? channelsLast(tensor) : tensor);
  }
  const ignore = (key: string): boolean => !includeTop && /^(fc\d|predictions)\./.test(key);
  loadStateDict(model, renamed, { source: path, modelName: 'VGG16', ignore });
}

/** Keras's name for a layer of torchvision's. */
function kerasKey(key: string): string {
  const match = /^(features|classifier)\.(\d+)\.(\w+)$/.exec(key);
  if (match === null) return key;
  const [, part, index, suffix] = match as unknown as [string, string, string, string];
  if (part === 'classifier')
    return `${{ '0': 'fc1', '3': 'fc2', '6': 'predictions' }[index] ?? key}.${suffix}`;
  return `${convolutionNames.get(Number(index)) ?? key}.${suffix}`;
}

/** Names by torchvision's index: each convolution is followed by a relu, each block by a pooling. */
const convolutionNames = new Map<number, string>();
let place = 0;
for (const [b, [, convolutions]] of blocks.entries()) {
  for (let i = 1; i <= convolutions; i++, place += 2) convolutionNames.set(place, `block${b + 1}_conv${i}`);
  place++;
}

/** The first dense layer's weights for a map that was flattened with its channels last. */
function channelsLast({ data, shape }: WritableTensor): WritableTensor {
  const outputs = shape[0] as number;
  const [channels, pixels] = [512, 49];
  const moved = new Float32Array(data.length);
  for (let o = 0, to = 0; o < outputs; o++)
    for (let p = 0; p < pixels; p++)
      for (let c = 0; c < channels; c++) moved[to++] = Number(data[(o * channels + c) * pixels + p]);
  return { shape: [outputs, channels * pixels], data: moved };
}
