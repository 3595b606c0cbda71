import * as tf from '../tf.js';

/**
 * Puts our own `Transform` kernel where tfjs's is wrong: on the cpu backend (it mixes pixels up), and for fill mode
 * `'reflect'` on WASM (it wraps). What it computes is TensorFlow's `ImageProjectiveTransformV3`.
 */
export function registerTransformKernel(backendName: 'cpu' | 'wasm' | 'webgpu'): void {
  const original = tf.getKernel('Transform', backendName);
  if (original) tf.unregisterKernel('Transform', backendName);
  tf.registerKernel({
    kernelName: 'Transform',
    backendName,
    ...(original?.setupFunc && { setupFunc: original.setupFunc }),
    kernelFunc: (call) => {
      const attrs = call.attrs as unknown as tf.TransformAttrs;
      if (backendName !== 'cpu' && attrs.fillMode !== 'reflect') return original.kernelFunc(call);
      const { image, transforms } = call.inputs as { image: tf.Tensor4D; transforms: tf.Tensor2D };
      const backend = call.backend as tf.KernelBackend;
      const read = ({ dataId }: tf.Tensor) => backend.readSync(dataId) as tf.backend_util.TypedArray;
      const [n, height, width, channels] = image.shape;
      const [outHeight, outWidth] = attrs.outputShape ?? [height, width];
      const shape = { n, height, width, channels, outHeight, outWidth };
      const out = projectPictures(read(image), read(transforms), transforms.shape[0] > 1, shape, attrs);
      return tf.tensor4d(out, [n, outHeight, outWidth, channels], image.dtype);
    },
  });
}

interface Sizes {
  readonly n: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly outHeight: number;
  readonly outWidth: number;
}

type Sampling = Pick<tf.TransformAttrs, 'interpolation' | 'fillMode' | 'fillValue'>;
type Values = tf.backend_util.TypedArray;

function projectPictures(
  pixels: Values,
  matrices: Values,
  oneEach: boolean,
  sizes: Sizes,
  sampling: Sampling,
): Float32Array {
  const { n, height, width, channels, outHeight, outWidth } = sizes;
  const out = new Float32Array(n * outHeight * outWidth * channels).fill(sampling.fillValue);
  const sample = sampling.interpolation === 'nearest' ? sampleNearest : sampleBilinear;
  let place = 0;
  for (let b = 0; b < n; b++) {
    const m = matrices.subarray(oneEach ? b * 8 : 0) as Float32Array;
    const picture = pixels.subarray(b * height * width * channels) as Float32Array;
    for (let row = 0; row < outHeight; row++) {
      for (let column = 0; column < outWidth; column++, place += channels) {
        const k = m[6]! * column + m[7]! * row + 1;
        if (k === 0) continue; // A point at infinity keeps the fill value.
        const x = fold((m[0]! * column + m[1]! * row + m[2]!) / k, width, sampling.fillMode);
        const y = fold((m[3]! * column + m[4]! * row + m[5]!) / k, height, sampling.fillMode);
        sample(picture, sizes, x, y, out, place);
      }
    }
  }
  return out;
}

/** Writes one pixel of all channels to `out[place…]`, which holds the fill value. */
type Sample = (
  picture: Float32Array,
  sizes: Sizes,
  x: number,
  y: number,
  out: Float32Array,
  place: number,
) => void;

const sampleNearest: Sample = (picture, { height, width, channels }, x, y, out, place) => {
  const [column, row] = [Math.round(x), Math.round(y)];
  if (column < 0 || column >= width || row < 0 || row >= height) return;
  const from = (row * width + column) * channels;
  for (let c = 0; c < channels; c++) out[place + c] = picture[from + c]!;
};

const sampleBilinear: Sample = (picture, { height, width, channels }, x, y, out, place) => {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const [dx, dy] = [x - left, y - top];
  const inside = (column: number, row: number): boolean =>
    column >= 0 && column < width && row >= 0 && row < height;
  const fill = out[place]!;
  for (let c = 0; c < channels; c++) {
    const at = (column: number, row: number): number =>
      inside(column, row) ? picture[(row * width + column) * channels + c]! : fill;
    const upper = at(left, top) * (1 - dx) + at(left + 1, top) * dx;
    const lower = at(left, top + 1) * (1 - dx) + at(left + 1, top + 1) * dx;
    out[place + c] = upper * (1 - dy) + lower * dy;
  }
};

/** The coordinate inside the picture that stands for one outside, as TensorFlow (after SciPy) defines it. */
function fold(position: number, size: number, mode: Sampling['fillMode']): number {
  if (mode === 'constant') return position;
  let folded = position;
  if (mode === 'reflect') {
    const period = 2 * size;
    if (folded < 0) folded = -folded - 1;
    folded %= period;
    if (folded >= size) folded = period - folded - 1;
  } else if (mode === 'wrap' && size > 1) {
    if (folded < 0) folded += size * (Math.trunc(-folded / (size - 1)) + 1);
    else if (folded > size - 1) folded -= size * Math.trunc(folded / (size - 1));
  }
  return Math.min(Math.max(folded, 0), size - 1);
}
