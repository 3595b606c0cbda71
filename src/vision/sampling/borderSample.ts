import type { SamplePixels } from '../decoding/pixels.js';
import type { FillMode, PhotoTarget } from './photoTarget.js';

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
  for (let c = 0; c < 3; c++) {
    const at = (row: number, column: number): number =>
      row < 0 || column < 0 ? fillValue : (data[(row * width + column) * 3 + c] as number);
    const above = at(y0, x0) + (at(y0, x1) - at(y0, x0)) * fx;
    out[offset + c] = above + (at(y1, x0) + (at(y1, x1) - at(y1, x0)) * fx - above) * fy;
  }
}
