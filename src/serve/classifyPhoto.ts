import { RequestError } from '../core/index.js';
import { type Classification, classification } from './classification.js';
import { checkPhoto } from './intake/checkPhoto.js';
import type { ServiceContext } from './serviceContext.js';

/** Vets a photo, queues it for the model and names the answer. */
export async function classifyPhoto(service: ServiceContext, photo: Uint8Array): Promise<Classification> {
  const { classifier, batcher, limits } = service;
  await checkPhoto(photo, limits.maxPixels);
  const started = performance.now();
  let clock: NodeJS.Timeout | undefined;
  const tooSlow = new Promise<never>((_resolve, reject) => {
    const error = new RequestError(503, 'too_slow', 'The answer took too long; try again in a second.');
    clock = setTimeout(() => reject(error), limits.timeout);
  });
  try {
    const probabilities = await Promise.race([batcher.submit(photo), tooSlow]);
    return classification(classifier, probabilities, performance.now() - started);
  } catch (cause) {
    if (cause instanceof RequestError) throw cause;
    throw new RequestError(422, 'unreadable_photo', 'The photo is damaged and cannot be decoded.', { cause });
  } finally {
    clearTimeout(clock);
  }
}
