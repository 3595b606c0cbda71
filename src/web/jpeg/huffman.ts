import { UnusualJpegError, zigzag } from './format.js';

/** By the next 16 bits of the file: length of the code there × 256 + its symbol; 0 where there is no code. */
export type HuffmanTable = Uint16Array;

/**
 * @param counts how many codes there are of each length, 1 to 16 bits
 * @param symbols of the codes, the shortest first
 */
export function huffmanTable(counts: Uint8Array, symbols: Uint8Array): HuffmanTable {
  const table = new Uint16Array(65536);
  let [at, next] = [0, 0];
  counts.forEach((count, i) => {
    const span = 1 << (15 - i);
    for (let n = 0; n < count; n++, at += span) table.fill(((i + 1) << 8) | symbols[next++]!, at, at + span);
  });
  return table;
}

/** Reads the bits of a scan, piece by piece: a piece ends where there is a marker, and zeros follow. */
export class BitReader {
  /** Where the next marker is. */
  end: number;
  readonly #bytes: Uint8Array;
  /** The piece, without the zeros that tell 255 from a marker; how long it is, and how much of it was taken. */
  #data = new Uint8Array();
  #length = 0;
  #taken = 0;
  #bits = 0;
  #count = 0;

  constructor(bytes: Uint8Array, start: number) {
    this.#bytes = bytes;
    this.end = start;
    this.#readPiece(start);
  }

  /** Passes a restart marker. @throws UnusualJpegError where there is none */
  restart(): void {
    this.requireWhole();
    if ((this.#bytes[this.end + 1]! & 0xf8) !== 0xd0) throw new UnusualJpegError();
    this.#readPiece(this.end + 2);
  }

  /** @throws UnusualJpegError when more was read than there is; a few bytes are asked for ahead */
  requireWhole(): void {
    if (this.#taken > this.#length + 4) throw new UnusualJpegError();
  }

  #readPiece(start: number): void {
    const bytes = this.#bytes;
    let end = start;
    while (end < bytes.length && (bytes[end] !== 0xff || bytes[end + 1] === 0)) end++;
    const data = new Uint8Array(end - start + 8);
    let length = 0;
    for (let at = start; at < end; at++) {
      data[length++] = bytes[at]!;
      if (bytes[at] === 0xff) at++;
    }
    this.#data = data;
    this.#length = length;
    this.#taken = this.#bits = this.#count = 0;
    this.end = end;
  }

  /** The symbol of the next code. @throws UnusualJpegError where there is none */
  symbol(table: HuffmanTable): number {
    this.#fill();
    const entry = table[(this.#bits >>> (this.#count - 16)) & 0xffff]!;
    if (!entry) throw new UnusualJpegError();
    this.#count -= entry >> 8;
    return entry & 255;
  }

  /** The next `n` bits, 0 to 16, as a number. */
  take(n: number): number {
    this.#fill();
    this.#count -= n;
    return (this.#bits >>> this.#count) & ((1 << n) - 1);
  }

  /** The next `n` bits as a difference: half of the values are negative. */
  signed(n: number): number {
    return n && extend(this.take(n), n);
  }

  #fill(): void {
    while (this.#count < 16) {
      this.#bits = (this.#bits << 8) | this.#data[this.#taken++]!;
      this.#count += 8;
    }
  }

  /**
   * A whole block of a sequential JPEG: the difference of its first coefficient, and the others, at their places. Most of the
   * time goes here, so that all is in local variables: a first photo finds no function optimised yet.
   */
  block(dc: HuffmanTable, ac: HuffmanTable, coefficients: Int16Array): void {
    const data = this.#data;
    let taken = this.#taken;
    let bits = this.#bits;
    let count = this.#count;
    let table = dc;
    for (let k = 0; k < 64; k++) {
      while (count <= 23) {
        bits = (bits << 8) | data[taken++]!;
        count += 8;
      }
      const entry = table[(bits >>> (count - 16)) & 0xffff]!;
      if (!entry) throw new UnusualJpegError();
      count -= entry >> 8;
      if (k > 0) {
        if ((entry & 255) === 0) break;
        k += (entry >> 4) & 15;
      }
      const size = entry & 15;
      if (size > 0) {
        while (count < size) {
          bits = (bits << 8) | data[taken++]!;
          count += 8;
        }
        count -= size;
        coefficients[zigzag[k]!] = extend((bits >>> count) & ((1 << size) - 1), size);
      }
      table = ac;
    }
    this.#taken = taken;
    this.#bits = bits;
    this.#count = count;
  }
}

function extend(value: number, n: number): number {
  return value < 1 << (n - 1) ? value - (1 << n) + 1 : value;
}
