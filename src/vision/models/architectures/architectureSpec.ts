import type { tf } from '../../../engine/index.js';

/** Where pretrained weights of an architecture are offered. */
export interface HubFile {
  /** Repository on the Hugging Face hub, e.g. `timm/resnet34.tv_in1k`. */
  readonly repo: string;
  /** @default 'model.safetensors' */
  readonly file?: string;
}

/** What an architecture is: how its layers are put together, and how fastai cuts and groups them. */
export interface ArchitectureSpec {
  /** Name of the architecture, as in `models`. */
  readonly name: string;
  /** torchvision's name, which weight files carry. */
  readonly torchName: string;
  /** Adds the convolutional body to an input `[n, h, w, 3]`; layers are named as torchvision's modules. */
  features(input: tf.SymbolicTensor): tf.SymbolicTensor;
  /** Adds torchvision's classifier to the body's output. */
  classifier(features: tf.SymbolicTensor, classes: number): tf.SymbolicTensor;
  /** Layer group (0-based, the head not counted) of a body layer, by its name. */
  groupOf(layerName: string): number;
  /** Files that hold pretrained weights, the best first. */
  readonly hub: readonly HubFile[];
  /** A file inside this package, when the weights come with it. */
  readonly embedded?: string;
  /** Classes of the embedded weights' own classifier. */
  readonly embeddedClasses?: number;
  /** torchvision's key for a key of another library's file (timm's). */
  rename?(key: string): string;
}
