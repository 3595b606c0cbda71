import type { tf } from '../engine/index.js';

/** A convolutional body and a classifying head, as one model and in parts that share their layers. */
export interface CnnModel {
  /** Name of the architecture, as in {@link models}. */
  readonly architecture: string;
  /** Input `[n, height, width, 3]` → logits `[n, classes]`. */
  readonly model: tf.LayersModel;
  /** Input → feature map. */
  readonly body: tf.LayersModel;
  /** Feature map → logits. */
  readonly head: tf.LayersModel;
  /** Layers in groups from input to output; each group has its own learning rate; the head is the last. */
  readonly layerGroups: readonly (readonly tf.layers.Layer[])[];
}
