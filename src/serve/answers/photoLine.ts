import type { CheckedPhoto, Classifier, ClassifierStages, PixelBatch } from '../classifier.js';
import type { ServeLimits } from '../serveOptions.js';
import { MicroBatcher } from './microBatcher.js';

/** The way of every photo: decoded one by one where the classifier can do that apart, and classified in batches. */
export interface PhotoLine {
  /** Checked photo → the probability of each class. `signal` ends the wait of one whose turn has not come. */
  classify(photo: CheckedPhoto, signal: AbortSignal): Promise<Float32Array>;
  /** The same for the pixels of one photo. */
  classifyPixels(photo: PixelBatch, signal: AbortSignal): Promise<Float32Array>;
  /** Photos that wait now. */
  readonly depth: number;
  /** Ends the decoders. */
  close(): void;
}

/** What stands in the queue of the model: pixels as they came, a photo (encoded, or prepared where decoding is apart). */
type Waiting = { readonly pixels: PixelBatch } | { readonly photo: Uint8Array | Float32Array };

/** Builds the line of a classifier: one queue for all, so that its limit and the order of arrival hold for all. */
export function photoLine(classifier: Classifier, limits: ServeLimits): PhotoLine {
  const stages = classifier.stages?.(limits);
  const batcher = new MicroBatcher(
    (batch: readonly Waiting[]) => classifyBatch(classifier, stages, batch),
    limits,
  );
  return {
    classify: async ({ bytes, pixels }, signal) => {
      const photo = stages ? await stages.prepare({ bytes, pixels }, signal) : bytes;
      return batcher.submit({ photo }, signal);
    },
    classifyPixels: (pixels, signal) => batcher.submit({ pixels }, signal),
    get depth() {
      return (stages?.depth ?? 0) + batcher.depth;
    },
    close: () => stages?.close(),
  };
}

/** One call of the model for the photos, and one for the pixels of each size and type. */
async function classifyBatch(
  classifier: Classifier,
  stages: ClassifierStages | undefined,
  batch: readonly Waiting[],
): Promise<Float32Array[]> {
  const groups = new Map<string, number[]>();
  for (const [i, waiting] of batch.entries()) {
    const kind = kindOf(waiting);
    groups.set(kind, [...(groups.get(kind) ?? []), i]);
  }
  const answers: Float32Array[] = new Array(batch.length);
  for (const places of groups.values()) {
    const members = places.map((i) => batch[i] as Waiting);
    const rows = await classifyAlike(classifier, stages, members);
    for (const [at, i] of places.entries()) answers[i] = rows[at] as Float32Array;
  }
  return answers;
}

function kindOf(waiting: Waiting): string {
  if ('photo' in waiting) return 'photo';
  const { values, shape } = waiting.pixels;
  return `${values instanceof Uint8Array} ${shape.join()}`;
}

function classifyAlike(
  classifier: Classifier,
  stages: ClassifierStages | undefined,
  members: readonly Waiting[],
): Promise<readonly Float32Array[]> {
  const pixels = members.flatMap((member) => ('pixels' in member ? [member.pixels] : []));
  if (pixels.length > 0) return classifier.classifyPixels(joined(pixels));
  const photos = members.flatMap((member) => ('photo' in member ? [member.photo] : []));
  return stages
    ? stages.classifyInputs(photos as Float32Array[])
    : classifier.classify(photos as Uint8Array[]);
}

/** Photos of one size and type as one batch. */
function joined(photos: readonly PixelBatch[]): PixelBatch {
  const [first] = photos as [PixelBatch];
  const { length } = first.values;
  const values =
    first.values instanceof Uint8Array
      ? new Uint8Array(length * photos.length)
      : new Float32Array(length * photos.length);
  for (const [i, photo] of photos.entries()) values.set(photo.values, i * length);
  const [, height, width] = first.shape;
  return { values, shape: [photos.length, height, width, 3] };
}
