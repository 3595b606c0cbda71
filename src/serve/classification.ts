import type { Classifier } from './classifier.js';

/** Answer to a classified photo, as JSON. */
export interface Classification {
  /** The most probable class. */
  readonly label: string;
  /** All classes, most probable first. */
  readonly predictions: readonly { readonly label: string; readonly probability: number }[];
  readonly model: { readonly name: string; readonly version: string };
  /** From the photo's arrival at the model's queue to its answer, in ms. */
  readonly milliseconds: number;
}

/** Names the probabilities of one photo. */
export function classification(
  classifier: Classifier,
  probabilities: Float32Array,
  milliseconds: number,
): Classification {
  const predictions = classifier.classes
    .map((label, i) => ({ label, probability: probabilities[i] ?? 0 }))
    .sort((a, b) => b.probability - a.probability);
  return {
    label: predictions[0]?.label ?? '',
    predictions,
    model: { name: classifier.name, version: classifier.version },
    milliseconds: Math.round(milliseconds * 10) / 10,
  };
}
