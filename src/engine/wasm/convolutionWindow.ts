import * as tf from '../tf.js';

type Shape4D = [number, number, number, number];

/** Where the window of a 2D convolution stands on its input. */
export interface Window2D {
  readonly filterHeight: number;
  readonly filterWidth: number;
  readonly outHeight: number;
  readonly outWidth: number;
  readonly strideHeight: number;
  readonly strideWidth: number;
  readonly inHeight: number;
  readonly inWidth: number;
  readonly top: number;
  readonly left: number;
  /** Rows and columns of {@link dilated}. */
  readonly spreadHeight: number;
  readonly spreadWidth: number;
}

/** Computes the window from the attributes of a gradient kernel. */
export function windowOf(input: Shape4D, filter: Shape4D, attrs: Record<string, unknown>): Window2D {
  const { strides, pad, dimRoundingMode } = attrs as {
    strides: [number, number];
    pad: number | 'same' | 'valid';
    dimRoundingMode?: 'floor';
  };
  // The multiplier of a depthwise filter does not matter to the geometry; neither does the number of channels.
  const sized: Shape4D = [filter[0], filter[1], input[3], 1];
  const info = tf.backend_util.computeConv2DInfo(input, sized, strides, 1, pad, dimRoundingMode);
  return {
    filterHeight: filter[0],
    filterWidth: filter[1],
    outHeight: info.outHeight,
    outWidth: info.outWidth,
    strideHeight: info.strideHeight,
    strideWidth: info.strideWidth,
    inHeight: info.inHeight,
    inWidth: info.inWidth,
    top: info.padInfo.top,
    left: info.padInfo.left,
    spreadHeight: info.inHeight + filter[0] - 1,
    spreadWidth: info.inWidth + filter[1] - 1,
  };
}

/** The values that place `(ky, kx)` of the window sees, `[n, outHeight, outWidth, c]`. */
export function patchAt(x: tf.Tensor4D, window: Window2D, ky: number, kx: number): tf.Tensor4D {
  const { outHeight, outWidth, strideHeight, strideWidth, top, left } = window;
  const [n, , , channels] = x.shape;
  // Padded so that rows and columns fall into groups of one stride each; then a reshape brings the values that a
  // stride skips side by side, and a plain slice picks: the backend's strided slice is slow.
  const groupsHigh = outHeight + Math.ceil(window.filterHeight / strideHeight);
  const groupsWide = outWidth + Math.ceil(window.filterWidth / strideWidth);
  const padded = padTo(x, top, left, groupsHigh * strideHeight, groupsWide * strideWidth);
  const groups = tf.reshape(padded, [n * groupsHigh, strideHeight, groupsWide, strideWidth * channels]);
  const picked = tf.slice(
    groups,
    [0, ky % strideHeight, Math.floor(kx / strideWidth), (kx % strideWidth) * channels],
    [n * groupsHigh, 1, outWidth, channels],
  );
  const rows = tf.reshape(picked, [n, groupsHigh, outWidth, channels]) as tf.Tensor4D;
  return tf.slice(rows, [0, Math.floor(ky / strideHeight), 0, 0], [n, outHeight, outWidth, channels]);
}

/** The gradient with zeros between its values and around them, ready for the turned filter. */
export function dilated(dy: tf.Tensor4D, window: Window2D): tf.Tensor4D {
  const { strideHeight, strideWidth, filterHeight, filterWidth, top, left } = window;
  const [n, height, width, channels] = dy.shape;
  const columns = tf.reshape(dy, [n * height, 1, width, channels]) as tf.Tensor4D;
  const zeros = tf.pad(columns, [
    [0, 0],
    [0, strideHeight - 1],
    [0, 0],
    [0, (strideWidth - 1) * channels],
  ]);
  const spread = tf.reshape(zeros, [n, height * strideHeight, width * strideWidth, channels]) as tf.Tensor4D;
  const [before, beside] = [filterHeight - 1 - top, filterWidth - 1 - left];
  return padTo(spread, before, beside, window.spreadHeight, window.spreadWidth);
}

/** `[h, w, in, out]` → turned by half a circle, `[h, w, out, in]`. */
export function flippedFilter(filter: tf.Tensor4D): tf.Tensor4D {
  return tf.transpose(tf.reverse(filter, [0, 1]), [0, 1, 3, 2]);
}

/** Moves the picture by `top` and `left` (cuts where they are negative) on a canvas of this size. */
function padTo(x: tf.Tensor4D, top: number, left: number, height: number, width: number): tf.Tensor4D {
  const [n, rows, columns, channels] = x.shape;
  const keptRows = Math.min(rows + Math.min(top, 0), height - Math.max(top, 0));
  const keptColumns = Math.min(columns + Math.min(left, 0), width - Math.max(left, 0));
  const whole = keptRows === rows && keptColumns === columns;
  const kept = whole
    ? x
    : tf.slice(x, [0, Math.max(-top, 0), Math.max(-left, 0), 0], [n, keptRows, keptColumns, channels]);
  return tf.pad(kept, [
    [0, 0],
    [Math.max(top, 0), height - Math.max(top, 0) - keptRows],
    [Math.max(left, 0), width - Math.max(left, 0) - keptColumns],
    [0, 0],
  ]);
}
