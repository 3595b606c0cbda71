import { UnusualJpegError, word, zigzag } from './format.js';
import { type HuffmanTable, huffmanTable } from './huffman.js';

/** One channel of a JPEG, and what the scans bring of it. */
export interface Component {
  readonly id: number;
  /** Samples across and down in a unit of the picture. */
  readonly h: number;
  readonly v: number;
  readonly quantNumber: number;
  /** Quantisation, in the order of rows; known when its scan begins. */
  quant: Uint16Array | undefined;
  /** Blocks that hold the picture, and those that are stored: whole units. */
  readonly across: number;
  readonly down: number;
  readonly stored: number;
  /** Of all blocks in a progressive JPEG; elsewhere of the block that is being read. */
  readonly coefficients: Int16Array;
  /** How many samples wide and high a block becomes. */
  readonly size: number;
  /** `across * size` of them a row. */
  readonly samples: Uint8ClampedArray;
}

/** The frame of a JPEG. */
export interface Frame {
  readonly progressive: boolean;
  readonly width: number;
  readonly height: number;
  readonly maxH: number;
  readonly maxV: number;
  /** Samples that a block of the finest channel becomes wide and high: 8, or less when the picture is shrunk. */
  readonly size: number;
  readonly components: readonly Component[];
}

/** Tables that later segments may replace. */
export interface Tables {
  readonly quant: (Uint16Array | undefined)[];
  readonly dc: (HuffmanTable | undefined)[];
  readonly ac: (HuffmanTable | undefined)[];
  /** Units between restarts; 0: none. */
  restartInterval: number;
  /** Adobe's colour transform, where it says one. */
  adobe: number | undefined;
  hasJfif: boolean;
}

/** Quantisation tables of a DQT segment. */
export function readQuantisation(bytes: Uint8Array, start: number, end: number, tables: Tables): void {
  for (let at = start; at < end; ) {
    const head = bytes[at++] as number;
    const wide = head >> 4 !== 0;
    const table = new Uint16Array(64);
    for (let i = 0; i < 64; i++, at += wide ? 2 : 1)
      table[zigzag[i] as number] = wide ? word(bytes, at) : (bytes[at] as number);
    tables.quant[head & 15] = table;
  }
}

/** Huffman tables of a DHT segment. */
export function readHuffman(bytes: Uint8Array, start: number, end: number, tables: Tables): void {
  for (let at = start; at < end; ) {
    const head = bytes[at++] as number;
    const counts = bytes.subarray(at, at + 16);
    at += 16;
    const length = counts.reduce((sum, count) => sum + count, 0);
    (head >> 4 ? tables.ac : tables.dc)[head & 15] = huffmanTable(counts, bytes.subarray(at, at + length));
    at += length;
  }
}

/**
 * The frame of an SOF segment, with memory for its channels.
 *
 * @param progressive whether scans bring parts of the coefficients, which all have to be kept
 * @param sizeFor how many samples wide and high a block becomes, by the size of the picture
 */
export function readFrame(
  bytes: Uint8Array,
  at: number,
  progressive: boolean,
  sizeFor: (height: number, width: number) => number,
): Frame {
  const [height, width, count] = [word(bytes, at + 1), word(bytes, at + 3), bytes[at + 5] as number];
  if (bytes[at] !== 8 || !height || !width || (count !== 1 && count !== 3)) throw new UnusualJpegError();
  const heads = Array.from({ length: count }, (_, i) => bytes.subarray(at + 6 + i * 3, at + 9 + i * 3));
  // One channel alone is never subsampled, whatever it says.
  const factors = heads.map(([, head]) => (count === 1 ? [1, 1] : [head! >> 4, head! & 15]));
  if (factors.flat().some((factor) => factor < 1 || factor > 4)) throw new UnusualJpegError();
  const [maxH, maxV] = [0, 1].map((i) => Math.max(...factors.map((each) => each[i]!))) as [number, number];
  const size = sizeFor(height, width);
  const components = heads.map(([id, , quantNumber], i): Component => {
    const [h, v] = factors[i] as [number, number];
    // A channel that is coarser than the picture need not be shrunk as far.
    let own = size;
    while (own < 8 && (maxH * size) % (h * own * 2) === 0 && (maxV * size) % (v * own * 2) === 0) own *= 2;
    if ((maxH * size) % (h * own) || (maxV * size) % (v * own)) throw new UnusualJpegError();
    const [across, down] = [Math.ceil((width * h) / (maxH * 8)), Math.ceil((height * v) / (maxV * 8))];
    const stored = Math.ceil(width / (8 * maxH)) * h;
    const blocks = progressive ? stored * Math.ceil(height / (8 * maxV)) * v : 1;
    const samples = new Uint8ClampedArray(across * down * own * own);
    const coefficients = new Int16Array(blocks * 64);
    return {
      id: id!,
      h,
      v,
      quantNumber: quantNumber!,
      quant: undefined,
      across,
      down,
      stored,
      coefficients,
      size: own,
      samples,
    };
  });
  return { progressive, width, height, maxH, maxV, size, components };
}

/** Whether three channels are red, green and blue already, as libjpeg decides it. */
export function isRgb({ components }: Frame, { adobe, hasJfif }: Tables): boolean {
  if (hasJfif) return false;
  if (adobe !== undefined) return adobe === 0;
  return String.fromCharCode(...components.map(({ id }) => id)) === 'RGB';
}
