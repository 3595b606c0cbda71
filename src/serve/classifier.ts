/** Pixels of several photos, channels last. */
export interface PixelBatch {
  /** RGB values in 0…255. */
  readonly values: Float32Array | Uint8Array;
  /** `[n, height, width, 3]`. */
  readonly shape: readonly [number, number, number, number];
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
  /** The same for decoded pixels, which are resized if need be. */
  classifyPixels(pixels: PixelBatch): Promise<readonly Float32Array[]>;
  /** A few small encoded photos that visitors can try. */
  readonly samples?: readonly { readonly name: string; readonly photo: Uint8Array }[];
}
