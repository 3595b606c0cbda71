import type { Predictions } from '../train/index.js';
import type { ImageDataset } from '../vision/index.js';

/** One photo with what the model says of it. */
export interface PhotoPrediction {
  /** Position in the dataset. */
  readonly index: number;
  /** The photo. */
  readonly path: string;
  /** Class index; −1 when unknown. */
  readonly actual: number;
  /** Class index with the greatest probability. */
  readonly predicted: number;
  /** Loss of this photo; NaN when the class is unknown. */
  readonly loss: number;
  /** Probability of the class that was predicted. */
  readonly confidence: number;
  /** Probability of the actual class; NaN when it is unknown. */
  readonly actualProbability: number;
}

/** Single-label predictions, photo by photo. */
export class PredictionTable {
  /** Without the photos that could not be read: nothing is predicted of them. */
  readonly rows: readonly PhotoPrediction[];

  constructor(
    readonly predictions: Predictions,
    readonly dataset: ImageDataset,
  ) {
    const unreadable = new Set(predictions.unreadable);
    this.rows = [...predictions.indices].filter((i) => !unreadable.has(i)).map((i) => this.#row(i));
  }

  /** Probabilities of all classes for photo `i` of the dataset. */
  probabilities(i: number): Float32Array {
    const { probabilities, width } = this.predictions;
    return probabilities.subarray(i * width, (i + 1) * width);
  }

  #row(i: number): PhotoPrediction {
    const { targets, losses } = this.predictions;
    const probabilities = this.probabilities(i);
    let predicted = 0;
    probabilities.forEach((p, at) => {
      if (p > (probabilities[predicted] as number)) predicted = at;
    });
    const actual = targets[i] as number;
    return {
      index: i,
      path: this.dataset.items[i]?.path ?? '',
      actual,
      predicted,
      loss: losses[i] as number,
      confidence: probabilities[predicted] as number,
      actualProbability: probabilities[actual] ?? Number.NaN,
    };
  }
}
