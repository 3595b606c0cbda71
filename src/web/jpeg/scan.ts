import { UnusualJpegError, zigzag } from './format.js';
import type { Component, Frame, Tables } from './header.js';
import { BitReader, type HuffmanTable } from './huffman.js';
import { inverseCosines } from './inverseCosine.js';

/** What a scan brings: a part of the coefficients of some channels. */
interface Scan {
  readonly parts: readonly Part[];
  /** First and last coefficient. */
  readonly first: number;
  readonly last: number;
  /** Bits that earlier scans brought, and the lowest bit that this one brings. */
  readonly high: number;
  readonly low: number;
}

/** A channel in a scan. */
interface Part {
  readonly component: Component;
  readonly dc: HuffmanTable;
  readonly ac: HuffmanTable;
  /** The last block's first coefficient. */
  previous: number;
}

/**
 * Decodes the scan whose SOS segment begins at `at`: a progressive one into the coefficients of its channels, another, which
 * is all that there is of them, into their samples.
 *
 * @returns where the next marker is
 */
export function readScan(bytes: Uint8Array, at: number, frame: Frame, tables: Tables): number {
  const scan = scanHeader(bytes, at, frame, tables);
  const reader = new BitReader(bytes, at + 4 + scan.parts.length * 2);
  const blocks = new BlockReader(reader, scan, frame.progressive);
  const [across, down] = unitsOf(frame, scan);
  for (let row = 0, left = 0; row < down; row++)
    for (let column = 0; column < across; column++, left--) {
      if (tables.restartInterval > 0 && left === 0) {
        if (row + column > 0) blocks.restart();
        left = tables.restartInterval;
      }
      blocks.unit(row, column);
    }
  reader.requireWhole();
  return reader.end;
}

/** A table that the file has not. */
const noCodes: HuffmanTable = new Uint16Array();

function scanHeader(bytes: Uint8Array, at: number, { components }: Frame, tables: Tables): Scan {
  const count = bytes[at] as number;
  const parts = Array.from({ length: count }, (_, i): Part => {
    const [id, numbers] = [bytes[at + 1 + i * 2], bytes[at + 2 + i * 2] as number];
    const component = components.find((each) => each.id === id);
    if (!component) throw new UnusualJpegError();
    component.quant ??= tables.quant[component.quantNumber];
    const [dc = noCodes, ac = noCodes] = [tables.dc[numbers >> 4], tables.ac[numbers & 15]];
    return { component, dc, ac, previous: 0 };
  });
  const [first, last, bits] = bytes.subarray(at + 1 + count * 2) as unknown as [number, number, number];
  return { parts, first, last, high: bits >> 4, low: bits & 15 };
}

/** How many units a scan has: of one channel alone, just the blocks that hold the picture. */
function unitsOf({ width, height, maxH, maxV }: Frame, { parts }: Scan): [across: number, down: number] {
  const [{ component }] = parts as [Part];
  if (parts.length === 1) return [component.across, component.down];
  return [Math.ceil(width / (8 * maxH)), Math.ceil(height / (8 * maxV))];
}

/** Turns a block's coefficients into samples of its channel. */
export function drawBlock(component: Component, row: number, column: number, at: number): void {
  const { across, size, samples, coefficients, quant } = component;
  if (!quant) throw new UnusualJpegError();
  const stride = across * size;
  inverseCosines[size]!(coefficients, at, quant, samples, (row * stride + column) * size, stride);
}

/** The unit of a scan of one channel is a block. */
const single = { h: 1, v: 1 };

/** Decodes blocks (ITU T.81, annexes F and G). */
class BlockReader {
  readonly #reader: BitReader;
  readonly #scan: Scan;
  readonly #progressive: boolean;
  /** Blocks that have nothing more in this scan. */
  #emptyBlocks = 0;

  constructor(reader: BitReader, scan: Scan, progressive: boolean) {
    this.#reader = reader;
    this.#scan = scan;
    this.#progressive = progressive;
  }

  restart(): void {
    this.#reader.restart();
    this.#emptyBlocks = 0;
    for (const part of this.#scan.parts) part.previous = 0;
  }

  /** Blocks of several channels come interleaved. */
  unit(row: number, column: number): void {
    const { parts } = this.#scan;
    for (const part of parts) {
      const { h, v } = parts.length > 1 ? part.component : single;
      for (let y = 0; y < v; y++) for (let x = 0; x < h; x++) this.#block(part, row * v + y, column * h + x);
    }
  }

  #block(part: Part, row: number, column: number): void {
    const { component } = part;
    const { first, high } = this.#scan;
    const at = (row * component.stored + column) * 64;
    if (!this.#progressive) {
      const { coefficients } = component;
      coefficients.fill(0);
      this.#reader.block(part.dc, part.ac, coefficients);
      part.previous += coefficients[0]!;
      coefficients[0] = part.previous;
      if (row < component.down && column < component.across) drawBlock(component, row, column, 0);
    } else if (first === 0) this.#dc(part, at);
    else if (high === 0) this.#ac(part, at);
    else this.#refine(part, at);
  }

  #dc(part: Part, at: number): void {
    const { low, high } = this.#scan;
    const { coefficients } = part.component;
    if (high > 0) {
      if (this.#reader.take(1)) coefficients[at] = coefficients[at]! | (1 << low);
      return;
    }
    part.previous += this.#reader.signed(this.#reader.symbol(part.dc));
    coefficients[at] = part.previous << low;
  }

  #ac(part: Part, at: number): void {
    if (this.#emptyBlocks > 0) {
      this.#emptyBlocks--;
      return;
    }
    const reader = this.#reader;
    const { first, last, low } = this.#scan;
    const { coefficients } = part.component;
    for (let k = first; k <= last; k++) {
      const symbol = reader.symbol(part.ac);
      const [run, size] = [symbol >> 4, symbol & 15];
      if (size === 0 && run < 15) {
        this.#emptyBlocks = (1 << run) + reader.take(run) - 1;
        return;
      }
      k += run;
      if (size > 0) coefficients[at + zigzag[k]!] = reader.signed(size) << low;
    }
  }

  /** One more bit for what is not zero yet, and new coefficients of one bit between. */
  #refine(part: Part, at: number): void {
    const reader = this.#reader;
    const { first, last, low } = this.#scan;
    let k = first;
    while (this.#emptyBlocks === 0 && k <= last) {
      const symbol = reader.symbol(part.ac);
      const [run, size] = [symbol >> 4, symbol & 15];
      if (size === 0 && run < 15) {
        this.#emptyBlocks = (1 << run) + reader.take(run);
        break;
      }
      const value = size === 0 ? 0 : reader.take(1) ? 1 << low : -1 << low;
      k = this.#passZeros(part, at, k, run);
      if (value !== 0 && k <= last) part.component.coefficients[at + zigzag[k]!] = value;
      k++;
    }
    if (this.#emptyBlocks === 0) return;
    this.#passZeros(part, at, k, 64);
    this.#emptyBlocks--;
  }

  /** Refines what is not zero, until `zeros` zeros have been passed and one more is met. */
  #passZeros({ component }: Part, at: number, from: number, zeros: number): number {
    const { last, low } = this.#scan;
    const { coefficients } = component;
    let left = zeros;
    let k = from;
    for (; k <= last; k++) {
      const place = at + zigzag[k]!;
      const value = coefficients[place]!;
      if (value === 0) {
        if (left-- === 0) break;
      } else if (this.#reader.take(1) && (value & (1 << low)) === 0)
        coefficients[place] = value + (value > 0 ? 1 << low : -1 << low);
    }
    return k;
  }
}
