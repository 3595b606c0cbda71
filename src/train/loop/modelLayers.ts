import type { tf } from '../../engine/index.js';
import { torchWeightsOf } from '../../vision/index.js';

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
