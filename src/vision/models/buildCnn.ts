import { basename } from 'node:path';
import { InvalidArgumentError, isPromise, isTsvisionError, Random } from '../../core/index.js';
import { engineReady, tf } from '../../engine/index.js';
import type { CnnModel } from '../contracts.js';
import { ArchitectureError } from '../errors.js';
import type { FindWeightsOptions } from '../weights/findWeights.js';
import { initializeWeights } from '../weights/modelWeights.js';
import {
  apply,
  averageAll,
  linear,
  type Node,
  normalize,
  rectify,
} from './architectures/architectureSpec.js';
import { SeededDropout } from './layers.js';
import { type Architecture, imageInput, loadPretrained } from './models.js';

/** What {@link buildCnn} builds with; the names are fastai's. */
export interface BuildCnnOptions extends CnnHeadOptions, FindWeightsOptions {
  /** Outputs of the network. */
  readonly classes: number;
  /** Height and width of the input. @default any size */
  readonly inputSize?: number | readonly [number, number];
  /** The body's weights are pretrained; else random. A body of your own keeps the weights it has. @default true */
  readonly pretrained?: boolean;
  /** Adds a head of your own to the feature map in place of fastai's. */
  readonly customHead?: (features: tf.SymbolicTensor) => tf.SymbolicTensor;
  /** Name of the last layer of the body, when you give a model of your own. @default its last layer with a feature map */
  readonly cut?: string;
  /** Layer group (0-based) of a body layer, by its name. @default fastai's groups */
  readonly splitOn?: (layerName: string) => number;
  /** Source of new weights and of the dropout masks. @default a generator seeded with 42 */
  readonly random?: Random;
}

/**
 * Puts fastai's head on the body of a known network, or on any Keras model of yours: `cnn_learner`'s network.
 *
 * @throws {WeightsNotFoundError} when pretrained weights are nowhere to be had
 * @throws {WeightsMismatchError} when `weights` names another architecture's file
 * @example
 * ```ts
 * import { buildCnn, models } from 'tsvision';
 * const { model } = await buildCnn(models.tinyresnet, { classes: 3, inputSize: 32 });
 * ```
 */
export async function buildCnn(
  body: Architecture | tf.LayersModel,
  options: BuildCnnOptions,
): Promise<CnnModel> {
  const { classes, random = new Random() } = options;
  if (!(Number.isInteger(classes) && classes > 0))
    throw new InvalidArgumentError('classes', classes, 'a whole number above 0');
  requireBody(body);
  await engineReady();
  const bodyModel = isModel(body) ? cutModel(body, options.cut) : await buildBody(body, options, random);
  const cnn = attachHead(bodyModel, options, random);
  const head = cnn.model.layers.filter((layer) => !bodyModel.layers.includes(layer));
  initializeWeights(cnn.model, random.fork('head'), head);
  const origin = isModel(body) || options.pretrained === false ? undefined : originOf(body.spec, options);
  return {
    ...cnn,
    ...(origin === undefined ? {} : { origin }),
    architecture: isModel(body) ? body.name : body.spec.name,
    layerGroups: [...groupLayers(bodyModel, options.splitOn ?? defaultSplit(body)), head],
  };
}

/** What is known for certain of the weights that were loaded. */
function originOf({ origin, hub }: Architecture['spec'], { weights }: BuildCnnOptions): string {
  if (weights !== undefined)
    return `Pretrained body: ${basename(weights)}, under the licence of who made that file.`;
  if (origin !== undefined) return origin;
  const repo = hub[0]?.repo;
  if (repo === undefined)
    return 'Pretrained body: weights of a file that somebody put there, under its maker’s licence.';
  return `Pretrained body: weights as ${repo} on the Hugging Face hub has them; the licence is named there.`;
}

async function buildBody(
  { spec }: Architecture,
  options: BuildCnnOptions,
  random: Random,
): Promise<tf.LayersModel> {
  const { pretrained = true, inputSize } = options;
  const input = imageInput(inputSize);
  const outputs = grown(spec.name, 'features()', input, (from) => spec.features(from));
  const model = tf.model({ name: `${spec.name}_body`, inputs: input, outputs });
  if (!pretrained) initializeWeights(model, random.fork('body'));
  else await loadPretrained(model, spec, options, (key) => /^(fc|classifier)\./.test(key));
  return model;
}

/** `model` up to the layer `cut`, or up to its last layer that gives a feature map. */
function cutModel(model: tf.LayersModel, cut: string | undefined): tf.LayersModel {
  const isMap = (layer: tf.layers.Layer): boolean => (layer.outputShape as tf.Shape).length === 4;
  const names = model.layers.map(({ name }) => name);
  if (cut !== undefined && !names.includes(cut))
    throw new InvalidArgumentError('cut', cut, `the name of a layer: ${names.join(', ')}`);
  const last = cut === undefined ? model.layers.findLast(isMap) : model.getLayer(cut);
  if (last === undefined || !isMap(last))
    throw new InvalidArgumentError(
      'body',
      model.name,
      'a model with a feature map [n, height, width, channels]',
    );
  if (last === model.layers.at(-1)) return model;
  return tf.model({
    name: `${model.name}_body`,
    inputs: model.inputs,
    outputs: last.output as tf.SymbolicTensor,
  });
}

function attachHead(
  body: tf.LayersModel,
  options: BuildCnnOptions,
  random: Random,
): Pick<CnnModel, 'model' | 'body' | 'head'> {
  const seed = random.fork('dropout').state.join('/');
  const add =
    options.customHead ??
    ((features: tf.SymbolicTensor) => addCnnHead(features, options.classes, seed, options));
  const features = body.outputs[0] as tf.SymbolicTensor;
  const outputs = grown(body.name, 'customHead()', features, add);
  const model = tf.model({
    name: body.name.replace(/_body$/, ''),
    inputs: body.inputs,
    outputs,
  });
  return { model, body, head: headOf(model, body, features) };
}

/** What a function makes of a layer's output; it may be the user's. @throws {ArchitectureError} */
function grown(
  architecture: string,
  func: string,
  from: tf.SymbolicTensor,
  grow: (from: tf.SymbolicTensor) => tf.SymbolicTensor,
): tf.SymbolicTensor {
  let outputs: tf.SymbolicTensor;
  try {
    outputs = grow(from);
  } catch (error) {
    if (isTsvisionError(error)) throw error;
    throw new ArchitectureError(architecture, { threw: error, in: func });
  }
  if (outputs instanceof tf.SymbolicTensor) return outputs;
  const due = 'the symbolic tensor of its outputs';
  throw new ArchitectureError(architecture, { gave: outputs, due, in: func, by: grow });
}

/** The layers after the body once more, on an input of their own: the layers and their weights are shared. */
function headOf(model: tf.LayersModel, body: tf.LayersModel, features: tf.SymbolicTensor): tf.LayersModel {
  const input = tf.input({ shape: features.shape.slice(1), name: 'features' });
  const outputs = new Map<tf.SymbolicTensor, tf.SymbolicTensor>([[features, input]]);
  for (const layer of model.layers.filter((candidate) => !body.layers.includes(candidate))) {
    const inputs = [layer.input].flat().map((tensor) => outputs.get(tensor) as tf.SymbolicTensor);
    const output = layer.output as tf.SymbolicTensor;
    outputs.set(
      output,
      layer.apply(inputs.length === 1 ? (inputs[0] as tf.SymbolicTensor) : inputs) as never,
    );
  }
  return tf.model({
    name: `${model.name}_head`,
    inputs: input,
    outputs: outputs.get(model.outputs[0] as tf.SymbolicTensor) as tf.SymbolicTensor,
  });
}

function groupLayers(body: tf.LayersModel, groupOf: (layerName: string) => number): tf.layers.Layer[][] {
  const groups: tf.layers.Layer[][] = [];
  for (const layer of body.layers) {
    if (layer.getClassName() === 'InputLayer') continue;
    const group = groupNumber(layer.name, groupOf, body);
    while (groups.length <= group) groups.push([]);
    groups[group]?.push(layer);
  }
  return groups.filter((group) => group.length > 0);
}

function groupNumber(name: string, groupOf: (layerName: string) => number, body: tf.LayersModel): number {
  const where = `splitOn(${JSON.stringify(name)})`;
  let group: number;
  try {
    group = groupOf(name);
  } catch (error) {
    if (isTsvisionError(error)) throw error;
    throw new ArchitectureError(body.name, { threw: error, in: where });
  }
  if (Number.isInteger(group) && group >= 0 && group < body.layers.length) return group;
  const due = `a group number from 0 to ${body.layers.length - 1}`;
  throw new ArchitectureError(body.name, { gave: group, due, in: where, by: groupOf });
}

/** @throws {InvalidArgumentError} for what is no network, such as the promise of one, or a name */
function requireBody(body: Architecture | tf.LayersModel): void {
  if (isModel(body) || typeof body?.spec?.features === 'function') return;
  throw new InvalidArgumentError(
    'architecture',
    isPromise(body) ? 'a promise' : body,
    'one of `models`, such as models.resnet34, or a Keras model',
    'Give the network itself, not its name, and put `await` before what loads it.',
  );
}

function defaultSplit(body: Architecture | tf.LayersModel): (layerName: string) => number {
  return isModel(body) ? () => 0 : (name) => body.spec.groupOf(name);
}

function isModel(body: Architecture | tf.LayersModel): body is tf.LayersModel {
  return body instanceof tf.LayersModel;
}

/** What a head is made of, with fastai's names. */
export interface CnnHeadOptions {
  /** Widths of the hidden linear layers. @default [512] */
  readonly linFtrs?: readonly number[];
  /** Dropout before the last linear layer; half of it before the others. One number for each layer also does. @default 0.5 */
  readonly ps?: number | readonly number[];
  /** Batch norm after the last linear layer. @default false */
  readonly bnFinal?: boolean;
  /** Maximum and mean of the feature map side by side; else the mean alone. @default true */
  readonly concatPool?: boolean;
}

/**
 * Adds fastai's classifying head to a feature map: pooling → (batch norm → dropout → linear → ReLU)… → logits.
 * Layers are named after their places in fastai's `Sequential`.
 *
 * @param seed of the dropout masks
 */
export function addCnnHead(
  features: Node,
  classes: number,
  seed: string,
  options: CnnHeadOptions = {},
): Node {
  const { linFtrs = [512], ps = 0.5, bnFinal = false, concatPool = true } = options;
  const widths = [...linFtrs, classes];
  const rates = Array.isArray(ps)
    ? ps
    : widths.map((_, i) => (i < widths.length - 1 ? Number(ps) / 2 : Number(ps)));
  let x = pool(features, concatPool);
  let index = 2; // after pooling and flattening
  widths.forEach((width, i) => {
    x = normalize(x, `head.${index}`);
    x = apply(new SeededDropout({ name: `head.${index + 1}`, rate: rates[i] ?? 0, seed }), x);
    x = linear(x, `head.${index + 2}`, width);
    if (i < widths.length - 1) x = rectify(x, `head.${index + 3}`);
    index += 4;
  });
  return bnFinal ? normalize(x, `head.${index - 1}`) : x;
}

function pool(features: Node, concatPool: boolean): Node {
  const mean = averageAll(features, 'head.0.ap');
  if (!concatPool) return mean;
  const maximum = apply(
    tf.layers.globalMaxPooling2d({ name: 'head.0.mp', dataFormat: 'channelsLast' }),
    features,
  );
  return apply(tf.layers.concatenate({ name: 'head.0' }), [maximum, mean]);
}
