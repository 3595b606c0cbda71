import type { CheckedPhoto, Classifier, ClassifierStages, PixelBatch } from '../classifier.js';
import { heavyPixels } from '../decoding/decoderPool.js';
import type { ServeLimits } from '../serveOptions.js';
import { BatchLine } from './batchLine.js';
import { classifyBatch, type ModelInput } from './classifyBatch.js';
import type { PreparedWhere } from './waitingPhoto.js';

/** The way of every photo: decoded by itself where the classifier can do that apart, and classified in batches. */
export interface PhotoLine {
  /** Checked and admitted photo → the probability of each class. `signal` ends the wait of one whose turn has not come. */
  classify(photo: CheckedPhoto, signal: AbortSignal): Promise<Float32Array>;
  /** The same for the pixels of one photo. */
  classifyPixels(photo: PixelBatch, signal: AbortSignal): Promise<Float32Array>;
  /** Asks for so many photos of one request. @throws RequestError 503 when they would not be answered in time */
  admit(photos: number): void;
  /** Photos that wait now. */
  readonly depth: number;
  /** Seconds after which one who is refused now may come back: whole, at least 1. */
  readonly retryAfter: number;
  /** Ends the decoders. */
  close(): void;
}

type LineItem = { readonly pixels: PixelBatch } | { readonly photo: CheckedPhoto };

/** Builds the line of a classifier: one for all, so that its limit and the order of arrival hold for all. */
export function photoLine(classifier: Classifier, limits: ServeLimits): PhotoLine {
  const stages = classifier.stages?.(limits);
  const line = new BatchLine<LineItem, ModelInput, Float32Array>(
    {
      where: (item) => ('pixels' in item ? 'here' : whereDecoded(item.photo, stages)),
      here: (item) => ('pixels' in item ? item : decodedHere(item.photo, stages)),
      apart: async (item, signal) =>
        'pixels' in item ? item : { photo: await (stages as ClassifierStages).prepare(item.photo, signal) },
    },
    (batch) => classifyBatch(classifier, stages, batch),
    limits,
  );
  return {
    classify: (photo, signal) => line.join({ photo }, signal),
    classifyPixels: (pixels, signal) => line.join({ pixels }, signal),
    admit: (photos) => line.admit(photos),
    get depth() {
      return line.depth;
    },
    get retryAfter() {
      return line.retryAfter;
    },
    close: () => stages?.close(),
  };
}

/** A classifier without stages decodes in its own call. */
function whereDecoded(photo: CheckedPhoto, stages: ClassifierStages | undefined): PreparedWhere {
  if (!stages || stages.decodesHere?.(photo)) return 'here';
  return photo.pixels > heavyPixels ? 'heavy' : 'apart';
}

function decodedHere(photo: CheckedPhoto, stages: ClassifierStages | undefined): ModelInput | undefined {
  if (!stages) return { photo: photo.bytes };
  const input = stages.prepareHere?.(photo);
  return input && { photo: input };
}
