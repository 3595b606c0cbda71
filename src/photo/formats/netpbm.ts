import { assertSize } from '../photoSize.js';
import type { RawPicture } from './rawPicture.js';
import { requireBytes } from './rawPicture.js';

/** What stands before the numbers of a PBM, PGM, PPM or PAM. */
interface NetpbmHeader {
  readonly width: number;
  readonly height: number;
  /** Channels in the file. */
  readonly depth: number;
  /** The number that means white. */
  readonly most: number;
  readonly isText: boolean;
  readonly isBits: boolean;
  readonly at: number;
}

/** Decodes PBM, PGM and PPM, as text or bytes, and PAM. */
export function decodeNetpbm(bytes: Uint8Array): RawPicture {
  const header = bytes[1] === 0x37 ? readPam(bytes) : readPnm(bytes);
  const { width, height, depth } = header;
  assertSize(width, height);
  const values = header.isBits ? bits(bytes, header) : scaled(bytes, header);
  if (depth === 1 || depth === 3 || depth === 4) return { data: values, width, height, channels: depth };
  const rgba = new Uint8Array(width * height * 4);
  for (let i = 0; i < width * height; i++) {
    rgba.fill(values[2 * i] as number, 4 * i, 4 * i + 3);
    rgba[4 * i + 3] = values[2 * i + 1] as number;
  }
  return { data: rgba, width, height, channels: 4 };
}

function readPnm(bytes: Uint8Array): NetpbmHeader {
  const kind = (bytes[1] as number) - 0x30;
  const isBits = kind === 1 || kind === 4;
  const tokens = new Tokens(bytes, 2);
  const [width, height] = [tokens.number(), tokens.number()];
  const most = isBits ? 1 : tokens.number();
  return { width, height, depth: kind % 3 === 0 ? 3 : 1, most, isText: kind < 4, isBits, at: tokens.at + 1 };
}

function readPam(bytes: Uint8Array): NetpbmHeader {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(4096, bytes.length)).toString('latin1');
  const end = head.indexOf('\nENDHDR\n');
  if (end < 0) throw new Error('it is truncated');
  const field = (name: string): number => {
    const value = Number(new RegExp(`^${name}\\s+(\\d+)`, 'm').exec(head.slice(0, end))?.[1]);
    if (!Number.isSafeInteger(value)) throw new Error(`it is damaged: no ${name} in its header`);
    return value;
  };
  const depth = field('DEPTH');
  if (depth < 1 || depth > 4) throw new Error(`it is damaged: ${depth} channels`);
  const size = { width: field('WIDTH'), height: field('HEIGHT'), depth, most: field('MAXVAL') };
  return { ...size, isText: false, isBits: false, at: end + 8 };
}

/** One bit a pixel, a row ends with its byte; 1 is black. */
function bits(bytes: Uint8Array, { width, height, isText, at }: NetpbmHeader): Uint8Array {
  const values = new Uint8Array(width * height);
  if (isText) {
    const tokens = new Tokens(bytes, at);
    for (let i = 0; i < values.length; i++) values[i] = tokens.digit() === 1 ? 0 : 255;
    return values;
  }
  const stride = Math.ceil(width / 8);
  requireBytes(bytes, at + stride * height);
  for (let y = 0, o = 0; y < height; y++)
    for (let x = 0; x < width; x++, o++)
      values[o] = ((bytes[at + y * stride + (x >> 3)] as number) >> (7 - (x & 7))) & 1 ? 0 : 255;
  return values;
}

/** Numbers of 0 to `most` as bytes. Greys of more than 8 bits are clipped at 255, as Pillow's way to RGB does. */
function scaled(bytes: Uint8Array, { width, height, depth, most, isText, at }: NetpbmHeader): Uint8Array {
  if (!(most > 0 && most < 65536)) throw new Error(`it is damaged: a greatest value of ${most}`);
  const count = width * height * depth;
  const step = most > 255 ? 2 : 1;
  if (isText) requireBytes(bytes, at + 2 * count - 1);
  else requireBytes(bytes, at + step * count);
  const tokens = new Tokens(bytes, at);
  const white = most > 255 && depth === 1 ? 65535 : 255;
  const values = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    const from = at + i * step;
    const value = isText
      ? tokens.number()
      : step === 1
        ? (bytes[from] as number)
        : ((bytes[from] as number) << 8) | (bytes[from + 1] as number);
    values[i] = Math.min(255, roundHalfEven((value / most) * white));
  }
  return values;
}

/** Python's `round`. */
function roundHalfEven(x: number): number {
  const floor = Math.floor(x);
  if (x - floor !== 0.5) return Math.round(x);
  return floor % 2 === 0 ? floor : floor + 1;
}

/** Numbers in text, with `#` comments to the end of a line. */
class Tokens {
  constructor(
    readonly bytes: Uint8Array,
    public at: number,
  ) {}

  /** One digit; blanks between digits are optional. */
  digit(): number {
    this.#skipBlanks();
    const digit = this.#digitAt();
    if (digit !== 0 && digit !== 1) throw new Error('it is damaged: no number where one belongs');
    this.at += 1;
    return digit;
  }

  number(): number {
    this.#skipBlanks();
    let value = 0;
    const start = this.at;
    for (let digit = this.#digitAt(); digit !== undefined; digit = this.#digitAt()) {
      value = value * 10 + digit;
      this.at += 1;
      if (this.at - start > 10) throw new Error('it is damaged: a number of too many digits');
    }
    if (this.at === start) throw new Error('it is damaged: no number where one belongs');
    return value;
  }

  #digitAt(): number | undefined {
    const code = this.bytes[this.at] ?? 0;
    return code >= 0x30 && code <= 0x39 ? code - 0x30 : undefined;
  }

  #skipBlanks(): void {
    for (;;) {
      const code = this.bytes[this.at];
      if (code === undefined) throw new Error('it is truncated');
      if (code === 0x23) this.#skipLine();
      else if (code === 0x20 || (code >= 9 && code <= 13)) this.at += 1;
      else return;
    }
  }

  #skipLine(): void {
    let code = this.bytes[this.at];
    while (code !== undefined && code !== 10 && code !== 13) code = this.bytes[++this.at];
  }
}
