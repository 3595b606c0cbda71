import { InvalidArgumentError } from '../../core/index.js';
import { jpegDecoder, tensorOfReused, tf } from '../../engine/index.js';
import type { ImageStats } from '../transforms/colours.js';
import type { PhotoSource, PhotoTarget } from '../transforms/pixels.js';
import { preparePhoto } from '../transforms/preparePhoto.js';
import type { DrawnTransform } from '../transforms/transform.js';
import { decodeJpegHere, sizeDecodedHere } from './decodeJpegHere.js';
import { decodePhoto } from './decodePhoto.js';
import { type PhotoJob, type PhotoJobResult, photosPerPart, runInParts, runPhotoJob } from './photoJob.js';
import { sharedBatchBuffers } from './photoMemory.js';
import { sharedPhotoWorkers } from './photoWorkers.js';
import { VisionImage } from './visionImage.js';

/** A photo to predict on. */
export type PhotoInput = PhotoSource | VisionImage;

/** What turns a photo into the input of a trained model, as it is saved with the model. */
export interface PhotoPreprocessorConfig {
  /** Size, and how photos are brought to it. */
  readonly target: PhotoTarget;
  /** Validation transforms. */
  readonly drawn: readonly DrawnTransform[];
  /** Normalization; absent: colours stay 0 … 1. */
  readonly stats?: ImageStats | undefined;
}

/** Most pixels and bytes of a photo that is decoded between other work of the calling thread: about 5 ms. */
export const decodedAtOnce = { pixels: 500_000, bytes: 1_000_000 };

/**
 * From photos to the input of a model, exactly as in validation: the validation loader and prediction run the
 * same code on the same settings, so that their numbers are equal bit for bit.
 * @example
 * ```ts
 * import { PhotoPreprocessor, ResizeMethod } from 'tsvision';
 * const target = { height: 32, width: 32, resizeMethod: ResizeMethod.CROP, fillMode: 'reflect', fillValue: 0 } as const;
 * const x = await new PhotoPreprocessor({ target, drawn: [] }).prepare('photos/black/00000001.jpg');
 * x.shape; // → [ 1, 32, 32, 3 ]
 * ```
 */
export class PhotoPreprocessor {
  constructor(
    /** Size, transforms and normalization that it applies. */
    readonly config: PhotoPreprocessorConfig,
  ) {}

  /** Restores what `JSON.stringify` made of a preprocessor. */
  static fromJSON(config: PhotoPreprocessorConfig): PhotoPreprocessor {
    return new PhotoPreprocessor(config);
  }

  toJSON(): PhotoPreprocessorConfig {
    return this.config;
  }

  /**
   * Photos as float32 `[n, height, width, 3]`; the caller owns the tensor.
   * @throws ImageDecodeError which names the photo that cannot be read
   */
  async prepare(photos: PhotoInput | readonly PhotoInput[]): Promise<tf.Tensor4D> {
    const inputs = Array.isArray(photos) ? (photos as readonly PhotoInput[]) : [photos as PhotoInput];
    const sources = inputs.map((photo) => (photo instanceof VisionImage ? photo.source : photo));
    if (sources.length === 0) throw new InvalidArgumentError('photos', sources, 'at least one photo');
    return sources.length <= photosPerPart ? this.#prepareHere(sources) : this.#prepareInThreads(sources);
  }

  /** Whether a photo is an ordinary JPEG, so small that it is decoded sooner than it is sent to another thread. */
  decodesAtOnce(photo: Uint8Array): boolean {
    if (photo.length > decodedAtOnce.bytes || jpegDecoder() === undefined) return false;
    const [height, width] = sizeDecodedHere(photo, this.config.target) ?? [0, 0];
    return height * width > 0 && height * width <= decodedAtOnce.pixels;
  }

  /**
   * One encoded photo as `prepare` gives it, `[height, width, 3]`, without a wait; `undefined` unless `decodesAtOnce`, and
   * for a photo with any fault.
   */
  prepareAtOnce(photo: Uint8Array): Float32Array | undefined {
    const { target, drawn, stats } = this.config;
    const decoder = jpegDecoder();
    if (decoder === undefined || !this.decodesAtOnce(photo)) return undefined;
    const decoded = decodeJpegHere(photo, target, { decoder, shared: false });
    if (!decoded) return undefined;
    const values = new Float32Array(target.height * target.width * 3);
    preparePhoto(decoded, drawn, target, stats, values, 0);
    return values;
  }

  /** Few photos: a thread would take longer to start, and the engine takes over the memory that they are read into. */
  async #prepareHere(sources: readonly PhotoSource[]): Promise<tf.Tensor4D> {
    const shape = this.#shape(sources);
    const job = this.#job(sources, new Float32Array(valuesIn(shape)));
    await this.#retry(sources, await runPhotoJob(job), job.output);
    return tf.tensor4d(job.output, shape);
  }

  async #prepareInThreads(sources: readonly PhotoSource[]): Promise<tf.Tensor4D> {
    const shape = this.#shape(sources);
    const job = this.#job(sources.map(ownMemory), sharedBatchBuffers().take(valuesIn(shape)));
    const result = await runInParts(job, sharedPhotoWorkers());
    try {
      await this.#retry(sources, result, job.output);
      return tensorOfReused<tf.Rank.R4>(job.output, shape);
    } finally {
      sharedBatchBuffers().giveBack(job.output);
    }
  }

  #shape({ length }: readonly PhotoSource[]): [number, number, number, number] {
    const { height, width } = this.config.target;
    return [length, height, width, 3];
  }

  #job(sources: readonly PhotoSource[], output: Float32Array): PhotoJob {
    const { target, drawn, stats } = this.config;
    return {
      tasks: sources.map((source, slot) => ({ slot, photo: { source }, drawn })),
      target,
      stats,
      output,
      cancelled: new SharedArrayBuffer(4),
      keepDecoded: false,
      jpegDecoder: jpegDecoder(),
    };
  }

  /** Reads what failed again, here: the error comes as it was thrown, with its cause. */
  async #retry(
    sources: readonly PhotoSource[],
    { failures }: PhotoJobResult,
    output: Float32Array,
  ): Promise<void> {
    const { target, drawn, stats } = this.config;
    const size = target.height * target.width * 3;
    for (const { slot } of [...failures].sort((a, b) => a.slot - b.slot)) {
      const photo = await decodePhoto(sources[slot] as PhotoSource, target);
      preparePhoto(photo, drawn, target, stats, output, slot * size);
    }
  }
}

/** A thread is sent all the memory that a view looks into, be it one photo of a whole archive. */
function ownMemory(source: PhotoSource): PhotoSource {
  return source instanceof Uint8Array && source.byteLength < source.buffer.byteLength
    ? new Uint8Array(source)
    : source;
}

function valuesIn(shape: readonly number[]): number {
  return shape.reduce((a, b) => a * b);
}
