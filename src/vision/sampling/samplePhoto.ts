import type { SamplePixels } from '../decoding/pixels.js';
import { borderSample } from './borderSample.js';
import type { PhotoTarget } from './photoTarget.js';
import type { SamplePlan } from './samplePlan.js';

/**
 * Writes one photo, transformed, into `out` from `offset` on, as float32 `[height, width, 3]` of values 0–255:
 * for each pixel of the output one bilinear sample of the decoded photo at the place that the plan's homography
 * names.
 *
 * Plain code and no tensor operation, so that it runs in worker threads, gives the same on every engine, and
 * costs a third of TensorFlow's projective transform on a processor.
 */
export function samplePhoto(
  pixels: SamplePixels,
  { matrix }: Pick<SamplePlan, 'matrix'>,
  target: PhotoTarget,
  out: Float32Array,
  offset: number,
): void {
  const { data, width, height } = pixels;
  const [m0, m1, m2, m3, m4, m5, m6, m7, m8] = matrix;
  const perspective = m6 !== 0 || m7 !== 0 || m8 !== 1;
  const { height: rows, width: columns } = target;
  const lastX = width - 1;
  const lastY = height - 1;
  const stride = width * 3;
  let o = offset;
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++, o += 3) {
      let u = m0 * x + m1 * y + m2;
      let v = m3 * x + m4 * y + m5;
      if (perspective) {
        const w = 1 / (m6 * x + m7 * y + m8);
        u *= w;
        v *= w;
      }
      if (!(u >= 0 && v >= 0 && u < lastX && v < lastY)) {
        borderSample(pixels, u, v, target, out, o);
        continue;
      }
      const x0 = u | 0;
      const y0 = v | 0;
      const fx = u - x0;
      const fy = v - y0;
      const i = y0 * stride + x0 * 3;
      const j = i + stride;
      const w11 = fx * fy;
      const w01 = fx - w11;
      const w10 = fy - w11;
      const w00 = 1 - fx - w10;
      // Written out for the three channels: a loop over them costs a quarter more.
      out[o] = w00 * data[i]! + w01 * data[i + 3]! + w10 * data[j]! + w11 * data[j + 3]!;
      out[o + 1] = w00 * data[i + 1]! + w01 * data[i + 4]! + w10 * data[j + 1]! + w11 * data[j + 4]!;
      out[o + 2] = w00 * data[i + 2]! + w01 * data[i + 5]! + w10 * data[j + 2]! + w11 * data[j + 5]!;
    }
  }
}
