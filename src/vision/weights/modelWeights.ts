import type { Random } from '../../core/index.js';
import { engineReady, tensorOfReused, tf } from '../../engine/index.js';
import { type WeightsMismatch, WeightsMismatchError } from '../errors.js';
import { TorchLayer, type TorchLayout, type TorchWeight } from '../models/layers.js';
import type { NamedTensor } from './readSafetensors.js';
import type { WritableTensor } from './writeSafetensors.js';

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

/** Tensors by torch key. */
export type StateDict = ReadonlyMap<string, WritableTensor>;

/**
 * All weights of a model, running statistics included, under torch's keys and in torch's layout: what
 * {@link writeSafetensors} writes and PyTorch's `load_state_dict` reads. Bit-exact.
 * @example
 * ```ts
 * import { stateDict, writeSafetensors } from 'tsvision';
 * await writeSafetensors('weights.safetensors', await stateDict(learn.model));
 * ```
 */
export async function stateDict(model: tf.LayersModel): Promise<Map<string, WritableTensor>> {
  await engineReady();
  const entries = new Map<string, WritableTensor>();
  for (const weight of keyedWeights(model)) {
    const tensor = toTorch(weight.variable.read(), weight.layout);
    try {
      entries.set(weight.key, { shape: [...tensor.shape], data: (await tensor.data()) as Float32Array });
    } finally {
      tensor.dispose();
    }
  }
  return entries;
}

/** How {@link loadStateDict} takes a file. */
export interface LoadStateDictOptions {
  /** Where the tensors come from, for error messages. @default '(memory)' */
  readonly source?: string;
  /** Name of the model, for error messages. @default the model's own name */
  readonly modelName?: string;
  /** The model's key for a key of the file. @default unchanged */
  readonly rename?: ((key: string) => string) | undefined;
  /** Keys of the file that are left aside. @default none */
  readonly ignore?: (key: string) => boolean;
}

/**
 * Sets a model's weights from torch-named tensors: all of them, or none when anything does not fit.
 *
 * @throws {WeightsMismatchError} naming the keys that are missing or too many, and the shapes that differ
 * @example
 * ```ts
 * import { loadStateDict, stateDict } from 'tsvision';
 * loadStateDict(learn.model, await stateDict(learn.model));
 * ```
 */
export function loadStateDict(
  model: tf.LayersModel,
  tensors: ReadonlyMap<string, WritableTensor | NamedTensor>,
  options: LoadStateDictOptions = {},
): void {
  const {
    source = '(memory)',
    modelName = model.name,
    rename = (key) => key,
    ignore = () => false,
  } = options;
  const renamed = new Map<string, WritableTensor>();
  for (const [key, tensor] of tensors) {
    const name = rename(key);
    if (!name.endsWith('num_batches_tracked') && !ignore(name)) renamed.set(name, tensor);
  }
  const weights = keyedWeights(model);
  const mismatch = compare(weights, renamed);
  if (mismatch !== undefined) throw new WeightsMismatchError(source, modelName, mismatch);
  for (const weight of weights) assign(weight, renamed.get(weight.key) as WritableTensor);
}

function compare(weights: readonly KeyedWeight[], tensors: StateDict): WeightsMismatch | undefined {
  const known = new Set(weights.map(({ key }) => key));
  const missing = weights.filter(({ key }) => !tensors.has(key)).map(({ key }) => key);
  const unexpected = [...tensors.keys()].filter((key) => !known.has(key));
  const shapes = weights.flatMap((weight) => {
    const found = tensors.get(weight.key)?.shape;
    const expected = torchShape(weight);
    return found === undefined || fits(found, expected) ? [] : [{ key: weight.key, expected, found }];
  });
  return missing.length + unexpected.length + shapes.length > 0 ? { missing, unexpected, shapes } : undefined;
}

/** Equal shapes, or a linear layer that another library stores as a convolution over its whole input. */
function fits(found: readonly number[], expected: readonly number[]): boolean {
  if (found.join() === expected.join()) return true;
  const [out, ...rest] = found;
  return (
    found.length === 4 &&
    expected.length === 2 &&
    out === expected[0] &&
    rest.reduce((size, n) => size * n, 1) === expected[1]
  );
}

function assign(weight: KeyedWeight, { data }: WritableTensor): void {
  tf.tidy(() => {
    const values = data instanceof Float32Array ? data : Float32Array.from(data as ArrayLike<number>, Number);
    const dtype = weight.variable.dtype as 'float32' | 'int32';
    weight.variable.write(fromTorch(tf.tensor(values, torchShape(weight), dtype), weight.layout));
  });
}

/**
 * Draws new weights for a model: He et al.'s ("Kaiming") normal distribution with deviation √(2 / fan-in) for
 * convolutions and linear layers, 0 for biases and means, 1 for scales and variances. Each layer draws from its
 * own fork of `random`, so that a layer's weights do not depend on what stands before it.
 *
 * @param layers limits it to some layers. @default all
 * @example
 * ```ts
 * import { initializeWeights, models, Random } from 'tsvision';
 * const model = await models.tinyresnet({ pretrained: false });
 * initializeWeights(model, new Random(1));
 * ```
 */
export function initializeWeights(
  model: tf.LayersModel,
  random: Random,
  layers: readonly tf.layers.Layer[] = model.layers,
): void {
  const names = new Set(layers.map(({ name }) => name));
  const weights = keyedWeights(model).filter(({ key }) => names.has(key.slice(0, key.lastIndexOf('.'))));
  const sizes = weights.map(({ variable }) => tf.util.sizeFromShape(variable.shape as number[]));
  // The same memory for all of them: as much as a whole network would wait for the garbage collector.
  const values = new Float32Array(Math.max(0, ...sizes) + 1).subarray(1);
  for (const [i, weight] of weights.entries()) fill(weight, { random, values: values.subarray(0, sizes[i]) });
}

function fill(weight: KeyedWeight, { random, values }: { random: Random; values: Float32Array }): void {
  const { key, variable, suffix, layout } = weight;
  const shape = variable.shape as number[];
  if (shape.length > 1) {
    const [, ...inputs] = torchShape(weight);
    drawNormal(values, Math.sqrt(2 / tf.util.sizeFromShape(inputs)), random.fork(key));
  } else {
    values.fill(suffix === 'running_var' || (suffix === 'weight' && layout === 'same') ? 1 : 0);
  }
  tf.tidy(() => {
    variable.write(tensorOfReused(values, shape as [number]));
  });
}

function drawNormal(values: Float32Array, deviation: number, random: Random): void {
  // Box–Muller gives two independent numbers at once.
  for (let i = 0; i < values.length; i += 2) {
    const radius = deviation * Math.sqrt(-2 * Math.log(1 - random.next()));
    const angle = 2 * Math.PI * random.next();
    values[i] = radius * Math.cos(angle);
    if (i + 1 < values.length) values[i + 1] = radius * Math.sin(angle);
  }
}
