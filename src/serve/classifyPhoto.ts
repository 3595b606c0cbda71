import { type Classification, classification } from './classification.js';
import { RequestError } from './errors.js';
import { checkPhoto } from './intake/checkPhoto.js';
import { damaged } from './intake/photo/photoBudget.js';
import type { ServiceContext } from './serviceContext.js';
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
  const probabilities = await probabilitiesOf(service, photo, client);
  return classification(service.classifier, probabilities, performance.now() - started);
}

/** The probability of each class, in the order of the classes. */
export async function probabilitiesOf(
  { line, limits }: ServiceContext,
  bytes: Uint8Array,
  client?: AbortSignal,
): Promise<Float32Array> {
  const photo = { bytes, pixels: checkPhoto(bytes, limits.maxPixels) };
  try {
    return await withTimeLimit(limits.timeout, client, (signal) => line.classify(photo, signal));
  } catch (cause) {
    if (cause instanceof RequestError) throw cause;
    throw damaged(cause);
  }
}
