import { Random } from '../../core/index.js';
import { engineReady, tf } from '../../engine/index.js';
import { jupyterDisplay } from '../../notebook/index.js';
import { WeightsNotFoundError } from '../errors.js';
import { type FindWeightsOptions, findWeights, weightsOnDisk } from '../weights/findWeights.js';
import { initializeWeights, loadStateDict } from '../weights/modelWeights.js';
import { readSafetensors } from '../weights/readSafetensors.js';
import type { ArchitectureSpec } from './architectures/architectureSpec.js';
import { efficientnetLite0 } from './architectures/efficientnetLite.js';
import { mobilenetV2 } from './architectures/mobilenetV2.js';
import { resnets, tinyresnet } from './architectures/resnet.js';
import { squeezenet } from './architectures/squeezenet.js';
import { vggs } from './architectures/vgg.js';

const [resnet18, resnet34, resnet50] = resnets as [ArchitectureSpec, ArchitectureSpec, ArchitectureSpec];
const [vgg16, vgg16Bn] = vggs as [ArchitectureSpec, ArchitectureSpec];

/**
 * The networks that come with tsvision, as torchvision builds them (`efficientnetLite0` as timm does, `tinyresnet` is
 * our own). Each is a function that gives the whole network, and what `createCnn` takes as its second argument.
 * @example
 * ```ts
 * import { models } from 'tsvision';
 * const whole = await models.tinyresnet(); // with its classifier; as `models.tinyresnet`, a body for `createCnn`
 * ```
 */
export const models = {
  resnet18: defineArchitecture(resnet18),
  resnet34: defineArchitecture(resnet34),
  resnet50: defineArchitecture(resnet50),
  vgg16: defineArchitecture(vgg16),
  vgg16Bn: defineArchitecture(vgg16Bn),
  squeezenet1_1: defineArchitecture(squeezenet),
  mobilenetV2: defineArchitecture(mobilenetV2),
  efficientnetLite0: defineArchitecture(efficientnetLite0),
  tinyresnet: defineArchitecture(tinyresnet),
} as const satisfies Readonly<Record<string, Architecture>>;

/** Name of a network in {@link models}. */
export type ModelName = keyof typeof models;

/** What the network of an {@link Architecture} is built with. */
export interface NetworkOptions extends FindWeightsOptions {
  /** Pretrained weights; else random ones. @default true */
  readonly pretrained?: boolean;
  /** Outputs; anything but the weights' own number needs `pretrained: false`. @default 1000 */
  readonly classes?: number;
  /** Height and width of the input. @default 224 */
  readonly inputSize?: number | readonly [number, number];
  /** Source of random weights. @default a generator seeded with 42 */
  readonly random?: Random;
}

/**
 * A known network: calling it gives the whole of it with its ImageNet classifier (input RGB in [0, 1], normalised
 * by `imagenetStats`; output logits). `createCnn` and `buildCnn` take it as the body of a new network.
 */
export interface Architecture {
  (options?: NetworkOptions): Promise<tf.LayersModel>;
  /** Body, layer groups, and where its weights are. */
  readonly spec: ArchitectureSpec;
}

/** Makes an {@link Architecture} of its description. */
export function defineArchitecture(spec: ArchitectureSpec): Architecture {
  const said = { toString: () => spec.name, [jupyterDisplay]: () => ({ 'text/plain': inWords(spec) }) };
  return Object.assign((options?: NetworkOptions) => buildNetwork(spec, options), { spec, ...said });
}

/** Which network this is, for whoever asked for the first of several: `pretrainedOnDisk(…)` as the last line of a cell. */
function inWords(spec: ArchitectureSpec): string {
  const here = weightsOnDisk(spec) !== undefined;
  return `${spec.name} (pretrained weights ${here ? 'are on this machine' : 'are not on this machine yet'})`;
}

async function buildNetwork(spec: ArchitectureSpec, options: NetworkOptions = {}): Promise<tf.LayersModel> {
  const {
    pretrained = true,
    classes = defaultClasses(spec),
    inputSize = 224,
    random = new Random(),
  } = options;
  await engineReady();
  const input = imageInput(inputSize);
  const outputs = spec.classifier(spec.features(input), classes);
  const model = tf.model({ name: spec.name, inputs: input, outputs });
  if (pretrained) await loadPretrained(model, spec, options);
  else initializeWeights(model, random);
  return model;
}

/** The input of an image network; without a size it takes any. */
export function imageInput(inputSize?: number | readonly [number, number]): tf.SymbolicTensor {
  const [height, width] =
    typeof inputSize === 'number' ? [inputSize, inputSize] : (inputSize ?? [null, null]);
  return tf.input({ shape: [height, width, 3], name: 'input' });
}

/**
 * Finds the pretrained weights of an architecture and loads them into a model made of its layers.
 *
 * @param ignore keys of the file that the model does not have, e.g. those of the classifier. @default none
 */
export async function loadPretrained(
  model: tf.LayersModel,
  spec: ArchitectureSpec,
  options: FindWeightsOptions,
  ignore?: (key: string) => boolean,
): Promise<void> {
  const path = await findWeights(spec, options);
  const { tensors } = await readSafetensors(path);
  loadStateDict(model, tensors, {
    source: path,
    modelName: spec.name,
    rename: spec.rename,
    ...(ignore === undefined ? {} : { ignore }),
  });
}

function defaultClasses(spec: ArchitectureSpec): number {
  return spec.embeddedClasses ?? 1000;
}

/**
 * The first of several networks whose pretrained weights are on this machine: a lesson names the one that it
 * prefers first and `models.tinyresnet`, which comes with the package, last. Asks no network. With `TSVISION_FAST=1`
 * the last one that is there: a quick look at whether a lesson runs needs no good answers.
 *
 * @throws {WeightsNotFoundError} when none is there
 * @example
 * ```ts
 * import { models, pretrainedOnDisk } from 'tsvision';
 * const architecture = pretrainedOnDisk(models.efficientnetLite0, models.tinyresnet); // the first that is here
 * String(architecture); // its name: which one was taken; as the last line of a cell it says so by itself
 * ```
 */
export function pretrainedOnDisk(...architectures: readonly Architecture[]): Architecture {
  const searched: string[] = [];
  const inOrder = process.env.TSVISION_FAST === '1' ? architectures.toReversed() : architectures;
  const found = inOrder.find(({ spec }) => weightsOnDisk(spec, searched) !== undefined);
  if (found) return found;
  const names = architectures.map(({ spec }) => spec.name).join(', ');
  const setUp = architectures.some(({ spec }) => spec.setUp);
  const why = 'none of them is on this machine';
  throw new WeightsNotFoundError(names, searched, why, searched[0] ?? '', undefined, setUp);
}

/**
 * Whether the pretrained weights of a network are on this machine. Asks no network.
 *
 * @example
 * ```ts
 * import { isPretrainedOnDisk, models } from 'tsvision';
 * isPretrainedOnDisk(models.tinyresnet); // → true
 * ```
 */
export function isPretrainedOnDisk({ spec }: Architecture): boolean {
  return weightsOnDisk(spec) !== undefined;
}
