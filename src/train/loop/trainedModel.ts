import { InvalidArgumentError, isPromise } from '../../core/index.js';
import { keepStatistics, keepsStatistics, tf } from '../../engine/index.js';
import { ArchitectureError, type CnnModel, forward, torchWeightsOf } from '../../vision/index.js';
import type { ParameterGroup } from '../optimizers.js';

/** How many numbers a model has. */
export interface ParameterCounts {
  readonly total: number;
  readonly trainable: number;
}

/**
 * A model as the learner sees it: layer groups that can be frozen, a part that stays fixed while it trains, and a
 * part that learns.
 */
export class TrainedModel {
  readonly model: tf.LayersModel;
  readonly cnn: CnnModel | undefined;
  readonly layerGroups: readonly (readonly tf.layers.Layer[])[];
  /** Whether a training step keeps little of its forward pass and computes the rest again. */
  lean = false;
  #frozenTo = 0;
  #bnFrozen = false;

  /** @param layerGroups groups of a plain model, from input to output. @default all layers in one group */
  constructor(model: tf.LayersModel | CnnModel, layerGroups?: readonly (readonly tf.layers.Layer[])[]) {
    requireModel(model);
    this.cnn = 'layerGroups' in model ? model : undefined;
    this.model = 'layerGroups' in model ? model.model : model;
    const groups = this.cnn?.layerGroups ?? layerGroups ?? [this.model.layers];
    this.layerGroups = groups.map(flattenLayers);
    this.freezeTo(0, true);
  }

  /** Name of the network's architecture. */
  get architecture(): string {
    return this.cnn?.architecture ?? this.model.name;
  }

  /** Number of the first group that learns. */
  get frozenTo(): number {
    return this.#frozenTo;
  }

  /**
   * Freezes all groups before number `first` (negative counts from the end).
   *
   * @param trainBn whether batch norm layers of frozen groups go on learning and normalising by the batch
   */
  freezeTo(first: number, trainBn: boolean): void {
    const { length } = this.layerGroups;
    const index = first < 0 ? length + first : first;
    if (!Number.isInteger(first) || index < 0 || index >= length) {
      throw new InvalidArgumentError('n', first, `a group number from ${-length} to ${length - 1}`);
    }
    this.#frozenTo = index;
    for (const [i, layers] of this.layerGroups.entries()) {
      for (const layer of layers) {
        const learns = i >= index || (trainBn && isBatchNorm(layer));
        layer.trainable = learns;
        setBatchStatistics(layer, learns && !this.#bnFrozen);
      }
    }
  }

  /** Whether batch norm keeps to its statistics while it trains, whatever is frozen. */
  get bnFrozen(): boolean {
    return this.#bnFrozen;
  }

  /** Lets batch norm keep to its statistics from now on, or normalise by the batch again where it learns. */
  freezeStatistics(on: boolean): void {
    this.#bnFrozen = on;
    for (const layer of this.layerGroups.flat()) setBatchStatistics(layer, layer.trainable && !on);
  }

  /** The weights that learn, group by group; groups without any are there, empty. */
  parameterGroups(): ParameterGroup[] {
    const seen = new Set<tf.LayerVariable>();
    return this.layerGroups.map((layers) => ({
      lr: 0,
      parameters: layers
        .flatMap(layerWeights)
        .filter(({ variable }) => variable.trainable && !seen.has(variable) && seen.add(variable))
        .map(({ key, variable }) => ({ key, variable: variableOf(variable) })),
    }));
  }

  /** Numbers in all weights that can learn (without running statistics), and in those that do now. */
  countParameters(): ParameterCounts {
    const size = (weights: readonly tf.LayerVariable[]): number =>
      weights.reduce((sum, { shape }) => sum + tf.util.sizeFromShape(shape as number[]), 0);
    const layers = flattenLayers(this.model.layers);
    const learnable = layers.flatMap((layer) => {
      const wasTrainable = layer.trainable;
      layer.trainable = true;
      const weights = layer.trainableWeights;
      layer.trainable = wasTrainable;
      return weights;
    });
    return { total: size(learnable), trainable: size(layers.flatMap((layer) => layer.trainableWeights)) };
  }

  /** Whether nothing in the body changes while the model trains: then it need not run under the gradient. */
  get bodyIsFixed(): boolean {
    if (!this.cnn) return false;
    return flattenLayers(this.cnn.body.layers).every(
      (layer) => layer.trainableWeights.length === 0 && !usesBatchStatistics(layer),
    );
  }

  /** The outputs as in inference; dispose of them. */
  infer(xs: tf.Tensor): tf.Tensor {
    return tf.tidy(() => forward(this.model, xs));
  }

  /** Nothing is fixed as far as this model knows: the photos themselves. */
  fixedPart(xs: tf.Tensor): tf.Tensor {
    return tf.clone(xs);
  }

  /** Outputs in training mode. */
  learningPart(features: tf.Tensor): tf.Tensor {
    return forward(this.model, features, { training: true, lean: this.lean });
  }

  /** @throws {ArchitectureError} unless the outputs are as many as the classes */
  checkOutputs(classes: number): void {
    const { outputs } = this.model;
    const [output] = outputs;
    const fail = (problem: string): ArchitectureError =>
      new ArchitectureError(this.architecture, { problem });
    if (outputs.length !== 1 || !output) throw fail(`has ${outputs.length} outputs where one is due`);
    const sizes = output.shape.slice(1);
    if (sizes.includes(null) || tf.util.sizeFromShape(sizes as number[]) === classes) return;
    const shape = output.shape.map((size) => size ?? 'n').join(', ');
    throw fail(`gives [${shape}] where the data have ${classes} classes: [n, ${classes}]`);
  }
}

/** @throws {InvalidArgumentError} for what is no model, such as the promise of one */
function requireModel(model: tf.LayersModel | CnnModel): void {
  const inner = (model as Partial<CnnModel> | undefined)?.model ?? model;
  if (inner instanceof tf.LayersModel) return;
  throw new InvalidArgumentError(
    'model',
    isPromise(inner) ? 'a promise' : inner,
    'a Keras model, or what buildCnn made',
    'Put `await` before what makes it (buildCnn, tf.loadLayersModel).',
  );
}

/**
 * Chooses what a batch norm layer does while the model trains: normalise by the batch and update its running
 * statistics, or keep to these as in inference.
 */
export function setBatchStatistics(layer: tf.layers.Layer, on: boolean): void {
  if (!isBatchNorm(layer)) return;
  if ('batchStatistics' in layer) layer.batchStatistics = on;
  else keepStatistics(layer, !on);
}

/** Whether the layer normalises by the batch while the model trains. */
export function usesBatchStatistics(layer: tf.layers.Layer): boolean {
  if (!isBatchNorm(layer)) return false;
  if ('batchStatistics' in layer) return layer.batchStatistics === true;
  return !keepsStatistics(layer);
}

/** A weight of a model under a name that is the same in every run. */
export interface NamedWeight {
  /** `layer.weight` as PyTorch names it, e.g. `layer1.0.conv1.weight`. */
  readonly key: string;
  readonly variable: tf.LayerVariable;
}

/** All layers of a model in order, those of nested models included. */
export function flattenLayers(layers: readonly tf.layers.Layer[]): tf.layers.Layer[] {
  return layers.flatMap((layer) => {
    const nested = (layer as Partial<tf.LayersModel>).layers;
    return nested ? flattenLayers(nested) : [layer];
  });
}

/** The weights of a layer, learnt ones and statistics. */
export function layerWeights(layer: tf.layers.Layer): NamedWeight[] {
  return torchWeightsOf(layer).map(({ suffix, variable }) => ({ key: `${layer.name}.${suffix}`, variable }));
}

/** The tensor of a weight as the engine's variable. */
export function variableOf(weight: tf.LayerVariable): tf.Variable {
  return weight.read() as tf.Variable;
}

/** Whether a layer normalises by batch statistics while it trains. */
export function isBatchNorm(layer: tf.layers.Layer): boolean {
  return 'batchStatistics' in layer || layer.getClassName() === 'BatchNormalization';
}

/** A dropout layer whose masks depend on a counter. */
export interface CountedDropout extends tf.layers.Layer {
  step: number;
}

/** The dropout layers whose state is a counter that a checkpoint can carry. */
export function countedDropouts(model: tf.LayersModel): CountedDropout[] {
  return flattenLayers(model.layers).filter(
    (layer): layer is CountedDropout => 'step' in layer && typeof layer.step === 'number' && 'rate' in layer,
  );
}
