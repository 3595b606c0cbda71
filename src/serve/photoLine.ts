import type { CheckedPhoto, Classifier } from './classifier.js';
import { MicroBatcher } from './microBatcher.js';
import type { ServeLimits } from './serveOptions.js';

/** The way of every photo: decoded one by one where the classifier can do that apart, and classified in batches. */
export interface PhotoLine {
  /** Checked photo → the probability of each class. `signal` ends the wait of one whose turn has not come. */
  classify(photo: CheckedPhoto, signal: AbortSignal): Promise<Float32Array>;
  /** Photos that wait now. */
  readonly depth: number;
  /** Ends the decoders. */
  close(): void;
}

/** Builds the line of a classifier. */
export function photoLine(classifier: Classifier, limits: ServeLimits): PhotoLine {
  const stages = classifier.stages?.(limits);
  if (!stages) {
    const batcher = new MicroBatcher((photos: readonly Uint8Array[]) => classifier.classify(photos), limits);
    return {
      classify: ({ bytes }) => batcher.submit(bytes),
      get depth() {
        return batcher.depth;
      },
      close: () => undefined,
    };
  }
  const batcher = new MicroBatcher(
    (inputs: readonly Float32Array[]) => stages.classifyInputs(inputs),
    limits,
  );
  return {
    classify: async (photo, signal) => batcher.submit(await stages.prepare(photo, signal)),
    get depth() {
      return stages.depth + batcher.depth;
    },
    close: () => stages.close(),
  };
}
