/** A decoded photo: RGB bytes, row by row from the top, channels side by side. */
export interface Pixels {
  /** `height × width × 3` bytes; may lie in shared memory. */
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** What can be sampled: decoded photos, and pictures of float values in any range. */
export interface SamplePixels extends Omit<Pixels, 'data'> {
  readonly data: Uint8Array | Float32Array;
}

/** A photo in any form: path of a file, encoded bytes, or pixels. */
export type PhotoSource = string | Uint8Array | Pixels;

/** What a message calls a photo. */
export function nameOfSource(source: PhotoSource): string {
  return typeof source === 'string'
    ? source
    : source instanceof Uint8Array
      ? 'the given bytes'
      : 'the given pixels';
}
