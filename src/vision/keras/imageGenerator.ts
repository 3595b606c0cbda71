import type { tf } from '../../engine/index.js';

/** One batch of a generator; whoever takes it disposes of its tensors. */
export interface KerasBatch {
  /** Float32 `[n, height, width, channels]`. */
  readonly xs: tf.Tensor4D;
  /** Targets, as the class mode says. */
  readonly ys: tf.Tensor;
  /** Position of each photo in {@link ImageGenerator.filenames}. */
  readonly indices: Int32Array;
  /**
   * Positions of all photos that belong to this batch, in order: more than `indices` has when some of them could not
   * be read, and then even all of the batch may be missing.
   */
  readonly positions: Int32Array;
}

/** What an {@link ImageGenerator} is made of. */
export interface ImageGeneratorSource {
  /** Photos of a pass. */
  readonly samples: number;
  /** Photos of a batch. */
  readonly batchSize: number;
  /** Names of the files, relative to the folder. */
  readonly filenames: readonly string[];
  /** Place of each class in the targets. */
  readonly classIndices: Readonly<Record<string, number>>;
  /** Class index of each photo, −1 where there is none. */
  readonly classes: Int32Array;
  /** [height, width, channels]. */
  readonly imageShape: readonly [number, number, number];
  /** The batches of a pass; `epoch` chooses order and chance. */
  pass(epoch: number): AsyncGenerator<KerasBatch>;
}

/**
 * Gives batches without end, pass after pass (Keras: `DirectoryIterator`, `NumpyArrayIterator`): leave the loop
 * after as many as you want, or take one pass with {@link ImageGenerator.epoch}. A pass has always `length` batches,
 * so that a photo that cannot be read moves no other to another batch.
 */
export class ImageGenerator implements AsyncIterable<KerasBatch> {
  readonly #source: ImageGeneratorSource;
  #epoch = 0;

  constructor(source: ImageGeneratorSource) {
    this.#source = source;
  }

  /** Number of photos. */
  get samples(): number {
    return this.#source.samples;
  }

  /** Photos of a batch; the last of a pass may have fewer. */
  get batchSize(): number {
    return this.#source.batchSize;
  }

  /** Batches in one pass, the last one of which may be smaller. */
  get length(): number {
    return Math.ceil(this.samples / this.batchSize);
  }

  /** Class name → class index, by sorted names. */
  get classIndices(): Readonly<Record<string, number>> {
    return this.#source.classIndices;
  }

  /** Class index of each photo. */
  get classes(): Int32Array {
    return this.#source.classes;
  }

  /** Paths relative to the folder, in the order of the targets; empty for arrays. */
  get filenames(): readonly string[] {
    return this.#source.filenames;
  }

  /** [height, width, channels] of the photos. */
  get imageShape(): readonly [number, number, number] {
    return this.#source.imageShape;
  }

  /** Starts again with the first pass. */
  reset(): void {
    this.#epoch = 0;
  }

  /** One pass over the photos. */
  async *epoch(epoch: number = this.#epoch++): AsyncGenerator<KerasBatch> {
    yield* this.#source.pass(epoch);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<KerasBatch> {
    while (this.samples > 0) yield* this.epoch();
  }
}
