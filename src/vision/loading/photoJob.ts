import { readFileSync } from 'node:fs';
import { decodePhoto } from '../decoding/decodePhoto.js';
import type { PhotoSource } from '../decoding/pixels.js';
import type { ImageStats } from '../sampling/imageStats.js';
import type { PhotoTarget } from '../sampling/photoTarget.js';
import { type DecodedPhoto, preparePhoto } from '../sampling/preparePhoto.js';
import type { DrawnTransform } from '../transforms/transform.js';

/** One photo to prepare. */
export interface PhotoTask {
  /** Where it goes: its number in the job's output. */
  readonly slot: number;
  /** A photo that was decoded before, or where to get it. */
  readonly photo: DecodedPhoto | { readonly source: PhotoSource };
  readonly drawn: readonly DrawnTransform[];
}

/** Photos to prepare into one piece of memory; plain data that any thread can take. */
export interface PhotoJob {
  readonly tasks: readonly PhotoTask[];
  readonly target: PhotoTarget;
  readonly stats: ImageStats | undefined;
  /** Float32 `[photos, height, width, 3]`. */
  readonly output: SharedArrayBuffer;
  /** One int32: not 0 when nobody wants the result any more. */
  readonly cancelled: SharedArrayBuffer;
  /** Send back what was decoded. */
  readonly keepDecoded: boolean;
}

/** What came of a {@link PhotoJob}. */
export interface PhotoJobResult {
  readonly failures: readonly { readonly slot: number; readonly reason: string }[];
  readonly decoded: readonly { readonly slot: number; readonly photo: DecodedPhoto }[];
}

/** How many photos are decoded at a time: while one is sampled, the next ones are on their way. */
const decodesInFlight = 3;

/** Decodes and prepares the photos of a job. A photo that cannot be decoded is a failure of its own only. */
export async function runPhotoJob(job: PhotoJob): Promise<PhotoJobResult> {
  const failures: { slot: number; reason: string }[] = [];
  const decoded: { slot: number; photo: DecodedPhoto }[] = [];
  const output = new Float32Array(job.output);
  const cancelled = new Int32Array(job.cancelled);
  const size = job.target.height * job.target.width * 3;
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < job.tasks.length && Atomics.load(cancelled, 0) === 0) {
      const { slot, photo, drawn } = job.tasks[next++] as PhotoTask;
      try {
        const ready = 'source' in photo ? await decodeShared(photo.source, job) : photo;
        if ('source' in photo && job.keepDecoded) decoded.push({ slot, photo: ready });
        preparePhoto(ready, drawn, job.target, job.stats, output, slot * size);
      } catch (error) {
        failures.push({
          slot,
          reason:
            error instanceof Error ? ((error as { reason?: string }).reason ?? error.message) : String(error),
        });
      }
    }
  };
  await Promise.all(Array.from({ length: decodesInFlight }, lane));
  return { failures, decoded };
}

/**
 * Reads a file without going through the thread pool: the trip there and back costs more than reading a photo
 * that is in the disk's cache, and this thread has nothing else to do.
 */
function readNow(path: string): Uint8Array | string {
  try {
    return readFileSync(path);
  } catch {
    // The decoder says what is wrong with the file.
    return path;
  }
}

async function decodeShared(source: PhotoSource, job: PhotoJob): Promise<DecodedPhoto> {
  const photo = await decodePhoto(typeof source === 'string' ? readNow(source) : source, job.target);
  if (!job.keepDecoded) return photo;
  // Kept photos lie in shared memory, so that any thread can sample them later without a copy.
  const data = new Uint8Array(new SharedArrayBuffer(photo.data.length));
  data.set(photo.data);
  return { ...photo, data };
}
