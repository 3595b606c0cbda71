/**
 * Inverse cosine transforms on integers, number for number those of libjpeg (jidctint.c, jidctred.c: Loeffler,
 * Ligtenberg and Moschytz 1989), so that a photo has the same pixels here and in the library that prepared it for
 * training. A block of 8 × 8 coefficients becomes 8, 4, 2 or 1 samples wide: the smaller ones are how a photo is
 * shrunk while it is decoded.
 */
export type InverseCosine = (
  coefficients: Int16Array,
  at: number,
  quant: Uint16Array,
  out: Uint8ClampedArray,
  to: number,
  stride: number,
) => void;

/** By the samples that a block becomes wide and high. */
export const inverseCosines: Readonly<Record<number, InverseCosine>> = { 8: eight, 4: four, 2: two, 1: one };

const work = new Int32Array(64);

/** Rounded at the end of both passes. */
const first = 11;
const second = 18;

function eight(
  c: Int16Array,
  at: number,
  q: Uint16Array,
  out: Uint8ClampedArray,
  to: number,
  stride: number,
): void {
  for (let x = 0; x < 8; x++) {
    const i = at + x;
    if (!(c[i + 8] || c[i + 16] || c[i + 24] || c[i + 32] || c[i + 40] || c[i + 48] || c[i + 56])) {
      const flat = (c[i]! * q[x]!) << 2;
      for (let y = 0; y < 64; y += 8) work[x + y] = flat;
      continue;
    }
    const z2 = c[i + 16]! * q[x + 16]!;
    const z3 = c[i + 48]! * q[x + 48]!;
    odd(c[i + 56]! * q[x + 56]!, c[i + 40]! * q[x + 40]!, c[i + 24]! * q[x + 24]!, c[i + 8]! * q[x + 8]!);
    even(c[i]! * q[x]!, z2, c[i + 32]! * q[x + 32]!, z3);
    const half = 1 << (first - 1);
    work[x] = (e0 + o3 + half) >> first;
    work[x + 56] = (e0 - o3 + half) >> first;
    work[x + 8] = (e1 + o2 + half) >> first;
    work[x + 48] = (e1 - o2 + half) >> first;
    work[x + 16] = (e2 + o1 + half) >> first;
    work[x + 40] = (e2 - o1 + half) >> first;
    work[x + 24] = (e3 + o0 + half) >> first;
    work[x + 32] = (e3 - o0 + half) >> first;
  }
  for (let y = 0, o = to; y < 64; y += 8, o += stride) {
    odd(work[y + 7]!, work[y + 5]!, work[y + 3]!, work[y + 1]!);
    even(work[y]!, work[y + 2]!, work[y + 4]!, work[y + 6]!);
    const half = (1 << (second - 1)) + (128 << second);
    out[o] = (e0 + o3 + half) >> second;
    out[o + 7] = (e0 - o3 + half) >> second;
    out[o + 1] = (e1 + o2 + half) >> second;
    out[o + 6] = (e1 - o2 + half) >> second;
    out[o + 2] = (e2 + o1 + half) >> second;
    out[o + 5] = (e2 - o1 + half) >> second;
    out[o + 3] = (e3 + o0 + half) >> second;
    out[o + 4] = (e3 - o0 + half) >> second;
  }
}

// Results of the two halves of a transform: to return them would make an object for each.
let [e0, e1, e2, e3, o0, o1, o2, o3] = [0, 0, 0, 0, 0, 0, 0, 0];

function even(x0: number, x2: number, x4: number, x6: number): void {
  const z1 = (x2 + x6) * 4433;
  const t2 = z1 - x6 * 15137;
  const t3 = z1 + x2 * 6270;
  const t0 = (x0 + x4) << 13;
  const t1 = (x0 - x4) << 13;
  e0 = (t0 + t3) | 0;
  e3 = (t0 - t3) | 0;
  e1 = (t1 + t2) | 0;
  e2 = (t1 - t2) | 0;
}

function odd(x7: number, x5: number, x3: number, x1: number): void {
  const z5 = (x7 + x3 + x5 + x1) * 9633;
  const z1 = (x7 + x1) * -7373;
  const z2 = (x5 + x3) * -20995;
  const z3 = (x7 + x3) * -16069 + z5;
  const z4 = (x5 + x1) * -3196 + z5;
  o0 = (x7 * 2446 + z1 + z3) | 0;
  o1 = (x5 * 16819 + z2 + z4) | 0;
  o2 = (x3 * 25172 + z2 + z3) | 0;
  o3 = (x1 * 12299 + z1 + z4) | 0;
}

function four(
  c: Int16Array,
  at: number,
  q: Uint16Array,
  out: Uint8ClampedArray,
  to: number,
  stride: number,
): void {
  for (let x = 0; x < 8; x++) {
    if (x === 4) continue;
    const i = at + x;
    oddOfFour(
      c[i + 56]! * q[x + 56]!,
      c[i + 40]! * q[x + 40]!,
      c[i + 24]! * q[x + 24]!,
      c[i + 8]! * q[x + 8]!,
    );
    evenOfFour(c[i]! * q[x]!, c[i + 16]! * q[x + 16]!, c[i + 48]! * q[x + 48]!);
    const [shift, half] = [first + 1, 1 << first];
    work[x] = (e0 + o3 + half) >> shift;
    work[x + 24] = (e0 - o3 + half) >> shift;
    work[x + 8] = (e1 + o0 + half) >> shift;
    work[x + 16] = (e1 - o0 + half) >> shift;
  }
  for (let y = 0, o = to; y < 32; y += 8, o += stride) {
    oddOfFour(work[y + 7]!, work[y + 5]!, work[y + 3]!, work[y + 1]!);
    evenOfFour(work[y]!, work[y + 2]!, work[y + 6]!);
    const [shift, half] = [second + 1, (1 << second) + (128 << (second + 1))];
    out[o] = (e0 + o3 + half) >> shift;
    out[o + 3] = (e0 - o3 + half) >> shift;
    out[o + 1] = (e1 + o0 + half) >> shift;
    out[o + 2] = (e1 - o0 + half) >> shift;
  }
}

function evenOfFour(x0: number, x2: number, x6: number): void {
  const turned = x2 * 15137 - x6 * 6270;
  e0 = ((x0 << 14) + turned) | 0;
  e1 = ((x0 << 14) - turned) | 0;
}

function oddOfFour(x7: number, x5: number, x3: number, x1: number): void {
  o0 = (x7 * -1730 + x5 * 11893 + x3 * -17799 + x1 * 8697) | 0;
  o3 = (x7 * -4176 + x5 * -4926 + x3 * 7373 + x1 * 20995) | 0;
}

function two(
  c: Int16Array,
  at: number,
  q: Uint16Array,
  out: Uint8ClampedArray,
  to: number,
  stride: number,
): void {
  for (let x = 0; x < 8; x++) {
    if (x === 2 || x === 4 || x === 6) continue;
    const i = at + x;
    const t = oddOfTwo(
      c[i + 56]! * q[x + 56]!,
      c[i + 40]! * q[x + 40]!,
      c[i + 24]! * q[x + 24]!,
      c[i + 8]! * q[x + 8]!,
    );
    const t0 = (c[i]! * q[x]!) << 15;
    const [shift, half] = [first + 2, 1 << (first + 1)];
    work[x] = (t0 + t + half) >> shift;
    work[x + 8] = (t0 - t + half) >> shift;
  }
  for (let y = 0, o = to; y < 16; y += 8, o += stride) {
    const t = oddOfTwo(work[y + 7]!, work[y + 5]!, work[y + 3]!, work[y + 1]!);
    const t0 = work[y]! << 15;
    const [shift, half] = [second + 2, 1 << (second + 1)];
    out[o] = ((t0 + t + half) >> shift) + 128;
    out[o + 1] = ((t0 - t + half) >> shift) + 128;
  }
}

function oddOfTwo(x7: number, x5: number, x3: number, x1: number): number {
  return x7 * -5906 + x5 * 6967 + x3 * -10426 + x1 * 29692;
}

function one(c: Int16Array, at: number, q: Uint16Array, out: Uint8ClampedArray, to: number): void {
  out[to] = ((c[at]! * q[0]! + 4) >> 3) + 128;
}
