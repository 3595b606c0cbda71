import { readFileSync } from 'node:fs';
import type { ImageStats } from '../transforms/colours.js';
import type { DecodedPhoto, PhotoSource, PhotoTarget } from '../transforms/pixels.js';
import { preparePhoto } from '../transforms/preparePhoto.js';
import type { DrawnTransform } from '../transforms/transform.js';
import { decodeJpegHere } from './decodeJpegHere.js';
import { decodePhoto } from './decodePhoto.js';

/** One photo to prepare. */
export interface PhotoTask {
  /** Where it goes: its number in the job's output. */
  readonly slot: number;
  /** A photo that was decoded before, or where to get it. */
  readonly photo: DecodedPhoto | { readonly source: PhotoSource };
  /** What happens to the photo, drawn already. */
  readonly drawn: readonly DrawnTransform[];
}

/** Photos to prepare into one piece of memory; plain data that any thread can take. */
export interface PhotoJob {
  /** One a photo. */
  readonly tasks: readonly PhotoTask[];
  /** Size, and how photos are brought to it. */
  readonly target: PhotoTarget;
  /** Normalization; `undefined`: colours stay 0 … 1. */
  readonly stats: ImageStats | undefined;
  /** `[photos, height, width, 3]`, in shared memory. */
  readonly output: Float32Array;
  /** One int32: not 0 when nobody wants the result any more. */
  readonly cancelled: SharedArrayBuffer;
  /** Send back what was decoded. */
  readonly keepDecoded: boolean;
  /** Path of the addon that decodes ordinary JPEGs faster; absent: sharp decodes all. */
  readonly jpegDecoder?: string | undefined;
}

/** What came of a {@link PhotoJob}. */
export interface PhotoJobResult {
  /** Photos that could not be read, by their slot in the batch. */
  readonly failures: readonly { readonly slot: number; readonly reason: string }[];
  /** Decoded photos to keep, by their slot in the batch. */
  readonly decoded: readonly { readonly slot: number; readonly photo: DecodedPhoto }[];
}

/** How many photos are decoded at a time: while one is sampled, the next ones are on their way. */
const decodesInFlight = 3;

/** Decodes and prepares the photos of a job. A photo that cannot be decoded is a failure of its own only. */
export async function runPhotoJob(job: PhotoJob): Promise<PhotoJobResult> {
  const failures: { slot: number; reason: string }[] = [];
  const decoded: { slot: number; photo: DecodedPhoto }[] = [];
  const cancelled = new Int32Array(job.cancelled);
  const size = job.target.height * job.target.width * 3;
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < job.tasks.length && Atomics.load(cancelled, 0) === 0) {
      const { slot, photo, drawn } = job.tasks[next++] as PhotoTask;
      try {
        const ready = 'source' in photo ? await decodeShared(photo.source, job) : photo;
        if ('source' in photo && job.keepDecoded) decoded.push({ slot, photo: ready });
        preparePhoto(ready, drawn, job.target, job.stats, job.output, slot * size);
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
  const { target, jpegDecoder: decoder, keepDecoded: shared } = job;
  const encoded = typeof source === 'string' ? readNow(source) : source;
  const here =
    decoder && encoded instanceof Uint8Array && decodeJpegHere(encoded, target, { decoder, shared });
  if (here) return here;
  const photo = await decodePhoto(encoded, target);
  if (!shared) return photo;
  // Kept photos lie in shared memory, so that any thread can sample them later without a copy.
  const data = new Uint8Array(new SharedArrayBuffer(photo.data.length));
  data.set(photo.data);
  return { ...photo, data };
}

/** Photos per message to a thread: few enough that all threads share a batch. */
export const photosPerPart = 8;

/** Whoever runs jobs: the threads, or this one. */
interface PhotoJobRunner {
  run(job: PhotoJob): Promise<PhotoJobResult>;
}

/** Cuts a job into parts, so that several threads may share it, and joins what comes of them. */
export async function runInParts(job: PhotoJob, runner: PhotoJobRunner): Promise<PhotoJobResult> {
  const count = Math.ceil(job.tasks.length / photosPerPart);
  const parts = Array.from({ length: count }, (_, i) =>
    runner.run({ ...job, tasks: job.tasks.slice(i * photosPerPart, (i + 1) * photosPerPart) }),
  );
  const results = await Promise.all(parts);
  return {
    failures: results.flatMap(({ failures }) => failures),
    decoded: results.flatMap(({ decoded }) => decoded),
  };
}
