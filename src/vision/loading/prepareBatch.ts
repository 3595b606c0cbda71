import { jpegDecoder, tensorOfReused, type tf } from '../../engine/index.js';
import type { ImageStats } from '../transforms/colours.js';
import type { DecodedPhoto, PhotoTarget } from '../transforms/pixels.js';
import { type PhotoTask, runInParts } from './photoJob.js';
import type { BatchBuffers } from './photoMemory.js';
import type { PhotoWorkers } from './photoWorkers.js';
import type { UnreadablePhotos } from './unreadablePhotos.js';

/** What the batches of a loader have in common. */
export interface BatchSettings {
  /** Size, and how photos are brought to it. */
  readonly target: PhotoTarget;
  /** Asked for each pass, because a data bunch is normalised after its loaders are made. */
  readonly stats: () => ImageStats | undefined;
  /** Threads that read photos; may serve several loaders. */
  readonly workers: PhotoWorkers;
  /** Memory of batches, used again and again. */
  readonly buffers: BatchBuffers;
  /** Where files that cannot be read are noted. */
  readonly unreadable: UnreadablePhotos;
}

/** A photo that is to come into a batch. */
export interface BatchPhoto extends Omit<PhotoTask, 'slot'> {
  /** What messages call it. */
  readonly name: string;
}

/** A batch that waits to be a tensor. */
export interface PreparedPhotos {
  readonly output: Float32Array;
  /** Numbers of the photos that could be read, in the order of the output. */
  readonly slots: readonly number[];
  /** Decoded photos to keep, by their number. */
  readonly decoded: readonly { readonly slot: number; readonly photo: DecodedPhoto }[];
}

/** Decodes and transforms photos side by side; those that cannot be read are noted and left out. */
export async function prepareBatch(
  photos: readonly BatchPhoto[],
  { target, stats, workers, buffers, unreadable }: BatchSettings,
  { cancelled, keepDecoded }: { readonly cancelled: SharedArrayBuffer; readonly keepDecoded: boolean },
): Promise<PreparedPhotos> {
  const size = target.height * target.width * 3;
  const output = buffers.take(photos.length * size);
  const tasks = photos.map(({ photo, drawn }, slot) => ({ slot, photo, drawn }));
  const { failures, decoded } = await runInParts(
    { tasks, target, stats: stats(), output, cancelled, keepDecoded, jpegDecoder: jpegDecoder() },
    workers,
  );
  for (const { slot, reason } of failures) unreadable.add((photos[slot] as BatchPhoto).name, reason);
  const failed = new Set(failures.map(({ slot }) => slot));
  const slots = [...photos.keys()].filter((slot) => !failed.has(slot));
  if (failed.size > 0) closeGaps(output, slots, size);
  return { output, slots, decoded };
}

/** Closes the gaps that unreadable photos leave in a batch. */
function closeGaps(output: Float32Array, slots: readonly number[], size: number): void {
  for (const [place, slot] of slots.entries())
    output.copyWithin(place * size, slot * size, (slot + 1) * size);
}

/** The photos of a prepared batch as `[n, height, width, 3]`; its memory goes back. */
export function batchTensor(
  { output, slots }: PreparedPhotos,
  { target, buffers }: BatchSettings,
): tf.Tensor4D {
  const shape: [number, number, number, number] = [slots.length, target.height, target.width, 3];
  const length = shape.reduce((a, b) => a * b);
  const xs = tensorOfReused<tf.Rank.R4>(output.subarray(0, length), shape);
  buffers.giveBack(output);
  return xs;
}
