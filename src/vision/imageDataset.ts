import type { LabelledItem } from '../data/labelledItem.js';

/** A list of labelled photos with the classes that their labels come from. */
export interface ImageDataset {
  readonly items: readonly LabelledItem[];
  /** Class names, sorted; the order is the model's order of outputs. */
  readonly classes: readonly string[];
  /** Number of photos. */
  readonly length: number;
  /** Class index of photo `i`: −1 when unknown. For multi-label sets the indices of all its classes. */
  target(i: number): number | readonly number[];
}
