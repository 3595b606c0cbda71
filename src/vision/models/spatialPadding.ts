import type { tf } from '../../engine/index.js';

/** Zeros before and after rows and columns: `[top, bottom, left, right]`. */
export type SpatialPads = readonly [number, number, number, number];

/** Zeros on each side, as PyTorch's `padding`, or TensorFlow's `same`, which puts an odd pixel at the end. */
export type WindowPadding = number | 'same';

/** What a padding comes to for one input: a mode of the operation, and zeros to add before it. */
export interface PaddingPlan {
  readonly mode: 'same' | 'valid';
  readonly pads: SpatialPads | undefined;
}

/**
 * Plans a padding on an engine that knows `same` and `valid`. TensorFlow's `same` puts the odd pixel of a stride-2
 * operation at the end, PyTorch always pads both sides alike: only where the two agree is `same` used for PyTorch's,
 * elsewhere explicit zeros.
 *
 * @param ceilMode PyTorch's `ceil_mode`: a last, incomplete window counts
 */
export function planPadding(
  size: readonly [number, number],
  window: number,
  stride: number,
  padding: WindowPadding,
  ceilMode = false,
): PaddingPlan {
  if (padding === 'same') return { mode: 'same', pads: undefined };
  const sides = size.map((n) => {
    const out = outputSize(n, window, stride, padding, ceilMode);
    return [padding, Math.max(0, (out - 1) * stride + window - n - padding)] as const;
  }) as [readonly [number, number], readonly [number, number]];
  if (sides.every(([before, after]) => before === 0 && after === 0))
    return { mode: 'valid', pads: undefined };
  const isSame = sides.every(([before, after], i) => {
    const total = Math.max(0, (Math.ceil(size[i]! / stride) - 1) * stride + window - size[i]!);
    return before === Math.floor(total / 2) && after === total - before;
  });
  if (isSame) return { mode: 'same', pads: undefined };
  return { mode: 'valid', pads: [sides[0][0], sides[0][1], sides[1][0], sides[1][1]] };
}

/** Length of an axis after a windowed operation, as PyTorch counts it, or, for `same`, TensorFlow. */
export function outputSize(
  size: number,
  window: number,
  stride: number,
  padding: WindowPadding,
  ceilMode = false,
): number {
  if (padding === 'same') return Math.ceil(size / stride);
  const steps = (size + 2 * padding - window) / stride;
  if (!ceilMode) return Math.floor(steps) + 1;
  const out = Math.ceil(steps) + 1;
  // A window that would start in the padding after the input does not count.
  return (out - 1) * stride >= size + padding ? out - 1 : out;
}

/** The same padding as an operation takes it: a pair for each axis of `[n, h, w, channels]`. */
export function explicitPads([top, bottom, left, right]: SpatialPads): tf.backend_util.ExplicitPadding {
  return [[0, 0], [top, bottom], [left, right], [0, 0]]; // biome-ignore format: one axis each
}
