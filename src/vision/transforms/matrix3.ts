/** A 3×3 matrix by rows, acting on points (x, y, 1). */
export type Matrix3 = readonly [number, number, number, number, number, number, number, number, number];

/** The matrix that changes nothing. */
export const identity3: Matrix3 = [1, 0, 0, 0, 1, 0, 0, 0, 1];

/** The map that applies `b` first, then `a`. */
export function multiply3(a: Matrix3, b: Matrix3): Matrix3 {
  const [a0, a1, a2, a3, a4, a5, a6, a7, a8] = a;
  const [b0, b1, b2, b3, b4, b5, b6, b7, b8] = b;
  return [
    a0 * b0 + a1 * b3 + a2 * b6,
    a0 * b1 + a1 * b4 + a2 * b7,
    a0 * b2 + a1 * b5 + a2 * b8,
    a3 * b0 + a4 * b3 + a5 * b6,
    a3 * b1 + a4 * b4 + a5 * b7,
    a3 * b2 + a4 * b5 + a5 * b8,
    a6 * b0 + a7 * b3 + a8 * b6,
    a6 * b1 + a7 * b4 + a8 * b7,
    a6 * b2 + a7 * b5 + a8 * b8,
  ];
}

/** Where the homography sends a point. */
export function apply3(m: Matrix3, x: number, y: number): [number, number] {
  const w = m[6] * x + m[7] * y + m[8];
  return [(m[0] * x + m[1] * y + m[2]) / w, (m[3] * x + m[4] * y + m[5]) / w];
}

/** The map that stretches and then shifts: x → sx·x + tx, y → sy·y + ty. */
export function scaleShift3(sx: number, sy: number, tx: number, ty: number): Matrix3 {
  return [sx, 0, tx, 0, sy, ty, 0, 0, 1];
}
