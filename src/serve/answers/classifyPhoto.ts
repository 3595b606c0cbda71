import type { Classifier, PixelBatch } from '../classifier.js';
import { RequestError } from '../errors.js';
import { checkPhoto } from '../intake/checkPhoto.js';
import { damaged } from '../intake/photo/photoBudget.js';
import type { ServiceContext } from '../serviceContext.js';
import type { Classification } from './schemas.js';
import { withTimeLimit } from './withTimeLimit.js';

/**
 * Vets a photo, queues it for the model and names the answer.
 *
 * @param client aborted when nobody waits for the answer any more
 */
export async function classifyPhoto(
  service: ServiceContext,
  photo: Uint8Array,
  client?: AbortSignal,
): Promise<Classification> {
  const started = performance.now();
  service.line.admit(1);
  const probabilities = await probabilitiesOf(service, photo, client);
  return classification(service.classifier, probabilities, performance.now() - started);
}

/** The probability of each class, in the order of the classes; the line has admitted the photo. */
export async function probabilitiesOf(
  { line, limits }: ServiceContext,
  bytes: Uint8Array,
  client?: AbortSignal,
): Promise<Float32Array> {
  const photo = checkPhoto(bytes, limits.maxPixels);
  try {
    return await withTimeLimit(limits.timeout, client, (signal) => line.classify(photo, signal));
  } catch (cause) {
    if (cause instanceof RequestError) throw cause;
    throw damaged(cause);
  }
}

/** The same for pixels: each photo of the request stands in the line by itself. */
export function probabilitiesOfPixels(
  { line, limits }: ServiceContext,
  pixels: PixelBatch,
  client?: AbortSignal,
): Promise<readonly Float32Array[]> {
  return withTimeLimit(limits.timeout, client, (signal) =>
    Promise.all(photosOf(pixels).map((photo) => line.classifyPixels(photo, signal))),
  );
}

function photosOf({ values, shape: [n, height, width] }: PixelBatch): PixelBatch[] {
  const length = height * width * 3;
  return Array.from({ length: n }, (_, i) => ({
    values: values.subarray(i * length, (i + 1) * length),
    shape: [1, height, width, 3],
  }));
}

/** Names the probabilities of one photo. */
function classification(
  { classes, name, version }: Classifier,
  probabilities: Float32Array,
  milliseconds: number,
): Classification {
  const predictions = classes
    .map((label, i) => ({ label, probability: probabilities[i] ?? 0 }))
    .sort((a, b) => b.probability - a.probability);
  return {
    label: predictions[0]?.label ?? '',
    predictions,
    model: { name, version },
    milliseconds: Math.round(milliseconds * 10) / 10,
  };
}
