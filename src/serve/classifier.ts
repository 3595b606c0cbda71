/** Pixels of several photos, channels last. */
export interface PixelBatch {
  /** RGB values in 0…255. */
  readonly values: Float32Array | Uint8Array;
  /** `[n, height, width, 3]`. */
  readonly shape: readonly [number, number, number, number];
}

/** A photo whose headers have been looked through. */
export interface CheckedPhoto {
  /** The file, as it came. */
  readonly bytes: Uint8Array;
  /** Height × width of its largest picture. */
  readonly pixels: number;
  /** Pixels that its decoder goes over: those of a progressive JPEG once for each scan. */
  readonly scanned: number;
}

/** Decoding apart from the model, so that a photo which is slow to decode delays no other. */
export interface ClassifierStages {
  /**
   * Encoded photo → `[height, width, 3]`, prepared for the model.
   *
   * @param signal ends the wait of a photo whose turn has not come
   * @throws RequestError 503 when too many wait; 413 when it takes too long; 422 when it cannot be decoded
   */
  prepare(photo: CheckedPhoto, signal: AbortSignal): Promise<Float32Array>;
  /** Whether a photo is so small that `prepareHere` is the quicker way, and no burden for others. */
  decodesHere?(photo: CheckedPhoto): boolean;
  /** The same as `prepare`, at once and on this thread; `undefined` for what has to go there. */
  prepareHere?(photo: CheckedPhoto): Float32Array | undefined;
  /** Prepared photos → for each, the probability of each class. */
  classifyInputs(inputs: readonly Float32Array[]): Promise<readonly Float32Array[]>;
  /** Photos that wait for a decoder now. */
  readonly depth: number;
  /** Ends what `prepare` started. */
  close(): void;
}

/** Limits of {@link ClassifierStages}. */
export interface StageLimits {
  /** Most photos that wait for a decoder; more are refused with 503. */
  readonly maxQueue: number;
  /** Most processor time for decoding one photo, in ms. */
  readonly decodeTimeout: number;
  /** Most time for it by the clock, in ms. */
  readonly timeout: number;
}

/** All that the web app asks of a model: the inference part of vision implements it, training is not needed. */
export interface Classifier {
  /** Name in URLs: letters, digits, `-`, `_`. */
  readonly name: string;
  /** Hash of the exported weights; shown to people and in answers, so that a result can be traced. */
  readonly version: string;
  /** Class names in the order of the model's outputs. */
  readonly classes: readonly string[];
  /** Side of the square that the model sees, in pixels. */
  readonly size: number;
  /** Encoded photos → for each, the probability of each class. Rejects when a photo cannot be decoded. */
  classify(photos: readonly Uint8Array[]): Promise<readonly Float32Array[]>;
  /** Starts decoding apart from the model; a classifier without it decodes in `classify`. */
  stages?(limits: StageLimits): ClassifierStages;
  /** The same for decoded pixels, which are resized if need be. */
  classifyPixels(pixels: PixelBatch): Promise<readonly Float32Array[]>;
  /** A few small encoded photos that visitors can try. */
  readonly samples?: readonly { readonly name: string; readonly photo: Uint8Array }[];
}
