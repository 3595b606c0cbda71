import { Random } from '../../core/index.js';
import { engineReady, tf } from '../../engine/index.js';
import { type FindWeightsOptions, findWeights, readSafetensors } from '../weights/index.js';
import type { ArchitectureSpec } from './architectures/architectureSpec.js';
import { initializeWeights } from './initializeWeights.js';
import { loadStateDict } from './stateDict.js';

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
  readonly spec: ArchitectureSpec;
}

/** Makes an {@link Architecture} of its description. */
export function defineArchitecture(spec: ArchitectureSpec): Architecture {
  return Object.assign((options?: NetworkOptions) => buildNetwork(spec, options), { spec });
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
