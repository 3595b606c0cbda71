/** A decoded photo: RGB bytes, row by row from the top, channels side by side. */
export interface Pixels {
  /** `height × width × 3` bytes; may lie in shared memory. */
  readonly data: Uint8Array;
  /** Columns. */
  readonly width: number;
  /** Rows. */
  readonly height: number;
}

/** A decoded photo and the size that it had in its file (it may have been shrunk while it was decoded). */
export interface DecodedPhoto extends Pixels {
  /** Rows of the file, before it was shrunk. */
  readonly originalHeight: number;
  /** Columns of the file, before it was shrunk. */
  readonly originalWidth: number;
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

/**
 * How a photo becomes as large as asked (fastai: `ResizeMethod`):
 * - `crop`: the shorter side fits and a window is cut out;
 * - `pad`: the longer side fits and the rest is filled;
 * - `squish`: both sides fit, the shape changes;
 * - `no`: the photos have the size already.
 */
export type ResizeMethod = 'crop' | 'pad' | 'squish' | 'no';

/** fastai writes `ResizeMethod.CROP`. */
export const ResizeMethod = { CROP: 'crop', PAD: 'pad', SQUISH: 'squish', NO: 'no' } as const;

/**
 * What stands beyond the border of a photo. fastai's: `reflection` (mirrored at the centre of the last pixel),
 * `border` (last pixel), `zeros`. Keras's: `nearest` (= `border`), `constant` (= `zeros`, with `fillValue`),
 * `reflect` (mirrored at the edge of the last pixel), `wrap` (the photo again).
 */
export type FillMode = 'reflection' | 'border' | 'zeros' | 'nearest' | 'constant' | 'reflect' | 'wrap';

/** Side of a square, or [height, width], in pixels. */
export type PhotoSize = number | readonly [height: number, width: number];

/** What photos are to be turned into; plain data. */
export interface PhotoTarget {
  /** Pixels. */
  readonly height: number;
  /** Pixels. */
  readonly width: number;
  /** Crop, pad or squish. */
  readonly resizeMethod: ResizeMethod;
  /** What stands beyond the photo's border. */
  readonly fillMode: FillMode;
  /** Colour value, 0–255, for `constant` and `zeros`. */
  readonly fillValue: number;
}

/** Size to which a whole photo is scaled before a window is cut out (`crop`) or the rest is filled (`pad`). */
export function scaledSize(
  height: number,
  width: number,
  target: PhotoTarget,
): [height: number, width: number] {
  if (target.resizeMethod === 'no') return [height, width];
  if (target.resizeMethod === 'squish') return [target.height, target.width];
  const pick = target.resizeMethod === 'crop' ? Math.min : Math.max;
  const ratio = pick(height / target.height, width / target.width);
  return [Math.max(1, roundHalfEven(height / ratio)), Math.max(1, roundHalfEven(width / ratio))];
}

/**
 * Size at which a decoded photo is kept. A bilinear sample looks at 2 × 2 pixels, so a photo that shrinks by more
 * than 2 is averaged down to twice its scaled size first, as fastai does; others stay as they are.
 */
export function storedSize(
  height: number,
  width: number,
  target: PhotoTarget,
): [height: number, width: number] {
  const [scaledHeight, scaledWidth] = scaledSize(height, width, target);
  const shrink = Math.min(height / scaledHeight, width / scaledWidth) / 2;
  if (shrink <= 1) return [height, width];
  return [Math.max(1, Math.floor(height / shrink)), Math.max(1, Math.floor(width / shrink))];
}

/** Python's `round`: a half goes to the even neighbour. */
export function roundHalfEven(x: number): number {
  const floor = Math.floor(x);
  if (x - floor !== 0.5) return Math.round(x);
  return floor % 2 === 0 ? floor : floor + 1;
}
