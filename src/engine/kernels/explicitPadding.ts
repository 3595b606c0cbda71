import * as tf from '../tf.js';

/** Rows and columns of padding: `[above, below]` and `[left, right]`. */
export interface Padding2D {
  readonly rows: [number, number];
  readonly columns: [number, number];
}

type Info2D = tf.backend_util.Conv2DInfo;

/** Rows and columns of a result. */
export interface OutputSize {
  readonly outHeight: number;
  readonly outWidth: number;
}

/**
 * The padding that gives an operation without padding an output of this size, whatever its rounding: what a last,
 * partial window lacks is added, what no window reaches is left alone.
 *
 * @param out Of a gradient, the size of `dy`: tfjs forgets the rounding there. @default that of `info`
 */
export function explicitPadding(info: Info2D, out: OutputSize = info): Padding2D {
  const { padInfo } = info;
  const after = (input: number, before: number, size: number, stride: number, window: number): number =>
    Math.max(0, (size - 1) * stride + window - input - before);
  const [height, width] = [info.effectiveFilterHeight, info.effectiveFilterWidth];
  return {
    rows: [padInfo.top, after(info.inHeight, padInfo.top, out.outHeight, info.strideHeight, height)],
    columns: [padInfo.left, after(info.inWidth, padInfo.left, out.outWidth, info.strideWidth, width)],
  };
}

/** The size of pictures, `[n, height, width, channels]`. */
export function sizeOf({ shape }: tf.TensorInfo): OutputSize {
  return { outHeight: shape[1]!, outWidth: shape[2]! };
}

/** Whether the caller gave numbers, which tfjs's other backends understand in part or not at all. */
export function isNumericPadding({ pad, dimRoundingMode }: tf.NamedAttrMap): boolean {
  return typeof pad !== 'string' && (pad !== 0 || dimRoundingMode !== undefined);
}

/** Pads pictures, `[n, height, width, channels]`. */
export function padPictures(x: tf.Tensor, { rows, columns }: Padding2D, value: number): tf.Tensor4D {
  return isNone({ rows, columns })
    ? (x as tf.Tensor4D)
    : tf.pad(x as tf.Tensor4D, [[0, 0], rows, columns, [0, 0]], value);
}

const isNone = ({ rows, columns }: Padding2D): boolean => [...rows, ...columns].every((size) => size === 0);

/** Takes away what {@link padPictures} added. */
export function cropPictures(x: tf.Tensor, padding: Padding2D, info: Info2D): tf.Tensor4D {
  if (isNone(padding)) return x as tf.Tensor4D;
  const { rows, columns } = padding;
  const { batchSize, inHeight, inWidth, inChannels } = info;
  const begin: [number, number, number, number] = [0, rows[0], columns[0], 0];
  return tf.slice(x as tf.Tensor4D, begin, [batchSize, inHeight, inWidth, inChannels]);
}
