import { TorchFileError, type TorchFileProblem } from '../../errors.js';

const bytesOfLargestInteger = 16;

/** What the words of a pickle are followed by: numbers and texts, each read only where it lies in the file as a whole. */
export class PickleBytes {
  readonly #view: DataView;
  #at: number;

  constructor(
    private readonly bytes: Uint8Array,
    /** Where the pickle begins. */
    start: number,
    private readonly source: string,
  ) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#at = start;
  }

  /** Where the next byte is. */
  get at(): number {
    return this.#at;
  }

  /** An unsigned little-endian number of 1, 2 or 4 bytes. */
  uint(size: 1 | 2 | 4): number {
    const at = this.#take(size);
    if (size === 1) return this.#view.getUint8(at);
    return size === 2 ? this.#view.getUint16(at, true) : this.#view.getUint32(at, true);
  }

  int32(): number {
    return this.#view.getInt32(this.#take(4), true);
  }

  /** A whole number of any length, two's complement, little-endian. */
  long(): number | bigint {
    const length = this.uint(1);
    if (length > bytesOfLargestInteger) this.fail('malformed', `a number in it has ${length} bytes`);
    const at = this.#take(length);
    let value = 0n;
    for (let i = length - 1; i >= 0; i--) value = (value << 8n) | BigInt(this.bytes[at + i] as number);
    value = BigInt.asIntN(8 * length, value);
    return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  }

  text(): string {
    const length = this.uint(4);
    const at = this.#take(length);
    return this.#decode(at, at + length);
  }

  /** A word that ends with its line. */
  line(): string {
    const end = this.bytes.indexOf(0x0a, this.#at);
    if (end < 0) this.fail('truncated', 'it ends within a pickle');
    const from = this.#at;
    this.#at = end + 1;
    return this.#decode(from, end);
  }

  #decode(from: number, to: number): string {
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(this.bytes.subarray(from, to));
    } catch {
      return this.fail('malformed', 'a text in it is not UTF-8');
    }
  }

  #take(length: number): number {
    const at = this.#at;
    if (length > this.bytes.byteLength - at) this.fail('truncated', 'it ends within a pickle');
    this.#at += length;
    return at;
  }

  fail(problem: TorchFileProblem, detail: string): never {
    throw this.error(problem, detail);
  }

  error(problem: TorchFileProblem, detail: string): TorchFileError {
    return new TorchFileError(this.source, problem, detail);
  }
}
