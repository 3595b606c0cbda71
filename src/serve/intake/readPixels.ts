import { setImmediate } from 'node:timers/promises';
import { RequestError } from '../errors.js';
import { isSpace } from './dataSpan.js';

const [comma, bracket, bracketEnd] = [0x2c, 0x5b, 0x5d];
/** Bytes after which others get their turn: about 2 ms. */
const slice = 65_536;
const maxDepth = 4;

/**
 * Reads numbers of a JSON array, nested or flat, straight into `out`, in slices between which other requests are
 * served.
 *
 * @throws RequestError 400 unless there are exactly as many as `out` holds, all from 0 to 255
 */
export async function readPixels(bytes: Buffer, out: Float32Array | Uint8Array): Promise<void> {
  const reader = new PixelReader(bytes, out);
  while (!reader.read(slice)) await setImmediate();
}

class PixelReader {
  #at = 0;
  #count = 0;
  #depth = 0;
  /** Whether a number or bracket may come (else a comma or the end). */
  #open = true;

  constructor(
    private readonly bytes: Buffer,
    private readonly out: Float32Array | Uint8Array,
  ) {}

  /** Goes on for so many bytes. @returns whether the end was reached */
  read(length: number): boolean {
    const end = this.#at + length;
    while (this.#at < this.bytes.length && this.#at < end) this.#step(this.bytes[this.#at] as number);
    if (this.#at < this.bytes.length) return false;
    if (this.#depth !== 0) throw wrong('The data is not a list of numbers.');
    if (this.#count !== this.out.length) throw this.#wrongCount(`there are ${this.#count}`);
    return true;
  }

  #step(byte: number): void {
    if (isSpace(byte)) this.#at++;
    else if (byte === comma) this.#expect(!this.#open, true);
    else if (byte === bracketEnd) this.#close();
    else if (byte === bracket) {
      this.#expect(this.#open, true);
      if (++this.#depth > maxDepth) throw wrong('The data is nested deeper than its shape.');
    } else this.#number();
  }

  #expect(right: boolean, opens: boolean): void {
    if (!right) throw wrong('The data is not a list of numbers.');
    this.#open = opens;
    this.#at++;
  }

  #close(): void {
    // An empty list may close where a number could stand, but not behind a comma.
    const previous = this.bytes[lastBefore(this.bytes, this.#at)];
    this.#expect(this.#depth-- > 0 && (!this.#open || previous === bracket), false);
  }

  #number(): void {
    const from = this.#at;
    let value = 0;
    let byte = this.bytes[this.#at] as number;
    // Most pixels are whole numbers of up to three digits.
    while (byte >= 0x30 && byte <= 0x39) {
      value = value * 10 + byte - 0x30;
      byte = this.bytes[++this.#at] as number;
    }
    if (!endsNumber(byte)) {
      while (this.#at < this.bytes.length && !endsNumber(this.bytes[this.#at])) this.#at++;
      value = numberOf(this.bytes.toString('latin1', from, this.#at));
    }
    if (!this.#open || !(value >= 0 && value <= 255)) throw wrong('Pixels are numbers from 0 to 255.');
    if (this.#count === this.out.length) throw this.#wrongCount('there are more');
    this.out[this.#count++] = value;
    this.#open = false;
  }

  #wrongCount(what: string): RequestError {
    return wrong(`The shape needs ${this.out.length} numbers; ${what}.`);
  }
}

function endsNumber(byte: number | undefined): boolean {
  return byte === comma || byte === bracketEnd || isSpace(byte);
}

/** A number as JSON writes it, else NaN. */
function numberOf(text: string): number {
  return /^-?(0|[1-9]\d*)(\.\d+)?(e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN;
}

function lastBefore(bytes: Buffer, at: number): number {
  let before = at - 1;
  while (isSpace(bytes[before])) before--;
  return before;
}

function wrong(sentence: string): RequestError {
  return new RequestError(400, 'bad_request', sentence);
}
