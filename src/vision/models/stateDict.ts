import { engineReady, tf } from '../../engine/index.js';
import { type WeightsMismatch, WeightsMismatchError } from '../errors.js';
import type { NamedTensor, WritableTensor } from '../weights/index.js';
import { fromTorch, type KeyedWeight, keyedWeights, torchShape, toTorch } from './torchWeights.js';

/** Tensors by torch key. */
export type StateDict = ReadonlyMap<string, WritableTensor>;

/**
 * All weights of a model, running statistics included, under torch's keys and in torch's layout: what
 * {@link writeSafetensors} writes and PyTorch's `load_state_dict` reads. Bit-exact.
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
