import type { Matrix3 } from './matrix3.js';
import type { FillMode, PhotoTarget, SamplePixels } from './pixels.js';

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
  { matrix }: { readonly matrix: Matrix3 },
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

/** Index of a pixel that stands at an integer place of a row of `n` pixels; −1: the fill value. */
type Lookup = (index: number, n: number) => number;

const modulo = (x: number, n: number): number => ((x % n) + n) % n;

const clamp: Lookup = (i, n) => Math.min(Math.max(i, 0), n - 1);

const fill: Lookup = (i, n) => (i >= 0 && i < n ? i : -1);

/** c b | a b c d | c b: mirrored at the centre of the last pixel. */
const mirrorCentre: Lookup = (i, n) => {
  if (n === 1) return 0;
  const period = 2 * (n - 1);
  const j = modulo(i, period);
  return j < n ? j : period - j;
};

/** b a | a b c d | d c: mirrored at the edge of the last pixel. */
const mirrorEdge: Lookup = (i, n) => {
  const j = modulo(i, 2 * n);
  return j < n ? j : 2 * n - 1 - j;
};

const lookups: Readonly<Record<FillMode, Lookup>> = {
  reflection: mirrorCentre,
  border: clamp,
  nearest: clamp,
  zeros: fill,
  constant: fill,
  reflect: mirrorEdge,
  wrap: modulo,
};

/**
 * Bilinear sample at a point (u, v) outside of the pixels' centres: each of its four neighbours is looked up as
 * the fill mode says. A mode that mirrors or repeats the pixels mirrors or repeats what lies between them too, so
 * this is the same as mapping the point itself.
 */
export function borderSample(
  { data, width, height }: SamplePixels,
  u: number,
  v: number,
  { fillMode, fillValue }: Pick<PhotoTarget, 'fillMode' | 'fillValue'>,
  out: Float32Array,
  offset: number,
): void {
  // A homography sends points near its horizon to infinity; any pixel does there.
  const x = Number.isFinite(u) ? Math.floor(u) : 0;
  const y = Number.isFinite(v) ? Math.floor(v) : 0;
  const fx = Number.isFinite(u) ? u - x : 0;
  const fy = Number.isFinite(v) ? v - y : 0;
  const lookup = lookups[fillMode];
  const x0 = lookup(x, width);
  const x1 = lookup(x + 1, width);
  const y0 = lookup(y, height);
  const y1 = lookup(y + 1, height);
  // −1: the fill value.
  const at = (row: number, column: number): number =>
    row < 0 || column < 0 ? -1 : (row * width + column) * 3;
  const [i00, i01, i10, i11] = [at(y0, x0), at(y0, x1), at(y1, x0), at(y1, x1)];
  for (let c = 0; c < 3; c++) {
    const topLeft = i00 < 0 ? fillValue : data[i00 + c]!;
    const topRight = i01 < 0 ? fillValue : data[i01 + c]!;
    const bottomLeft = i10 < 0 ? fillValue : data[i10 + c]!;
    const bottomRight = i11 < 0 ? fillValue : data[i11 + c]!;
    const above = topLeft + (topRight - topLeft) * fx;
    out[offset + c] = above + (bottomLeft + (bottomRight - bottomLeft) * fx - above) * fy;
  }
}
