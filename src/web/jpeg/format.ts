/** A JPEG that is not decoded here: damaged, or of a kind that cameras and the web do not use. */
export class UnusualJpegError extends Error {}

/** Row-by-row place of the coefficients in the order of the file: along diagonals, each the other way. */
function zigzagOrder(): Uint8Array {
  // A run that goes too far ends in the last one.
  const order = new Uint8Array(80).fill(63);
  for (let diagonal = 0, i = 0; diagonal < 15; diagonal++)
    for (let n = 0; n <= diagonal; n++) {
      const [row, column] = diagonal % 2 ? [n, diagonal - n] : [diagonal - n, n];
      if (row < 8 && column < 8) order[i++] = row * 8 + column;
    }
  return order;
}

/** A place for each of the 64 coefficients, and some more. */
export const zigzag: Uint8Array = zigzagOrder();

export function word(bytes: Uint8Array, at: number): number {
  return ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
}
