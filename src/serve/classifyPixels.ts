import type { PixelBatch } from './classifier.js';
import type { ServiceContext } from './serviceContext.js';
import { withTimeLimit } from './withTimeLimit.js';

/** Classifies pixels in slices of the batch, between which other requests have their turn, within the time limit. */
export function classifyPixels(
  { classifier, limits }: ServiceContext,
  { values, shape: [n, height, width] }: PixelBatch,
  client?: AbortSignal,
): Promise<readonly Float32Array[]> {
  const length = height * width * 3;
  return withTimeLimit(limits.timeout, client, async (signal) => {
    const rows: Float32Array[] = [];
    for (let from = 0; from < n && !signal.aborted; from += limits.maxBatch) {
      const to = Math.min(n, from + limits.maxBatch);
      rows.push(
        ...(await classifier.classifyPixels({
          values: values.subarray(from * length, to * length),
          shape: [to - from, height, width, 3],
        })),
      );
    }
    return rows;
  });
}
