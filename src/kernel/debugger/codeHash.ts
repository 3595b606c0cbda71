import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';

/** What the hash begins with; ipykernel begins with the same. */
export const hashSeed = 0xc70f6907;

/** The paths under which front ends and the kernel speak of cells. No such files are written. */
export class CellPaths {
  /** What stands before the hash. */
  readonly prefix: string;
  /** What stands behind it. */
  readonly suffix = '.ts';

  /**
   * @param kernel a name that only this kernel has, and keeps when it is started again: under other paths a front end
   *   would list its breakpoints twice. JupyterLab says "Cell [3]" of paths with ipykernel's word, and shows others whole.
   */
  constructor(kernel: string) {
    this.prefix = join(tmpdir(), `ipykernel_tsvision_${kernel}`, sep);
  }

  /** The path of a cell; equal cells have the same. */
  of(code: string): string {
    return `${this.prefix}${murmur2(code, hashSeed)}${this.suffix}`;
  }
}

/** Factor and shift of Austin Appleby's MurmurHash2. */
const factor = 0x5bd1e995;
const shift = 24;

/** MurmurHash2 in 32 bits of a text's UTF-8, as JupyterLab computes it of a cell. */
export function murmur2(text: string, seed: number): number {
  const bytes = Buffer.from(text, 'utf8');
  const whole = bytes.length - (bytes.length % 4);
  let hash = seed ^ bytes.length;
  for (let at = 0; at < whole; at += 4) {
    const mixed = Math.imul(bytes.readInt32LE(at), factor);
    hash = Math.imul(hash, factor) ^ Math.imul(mixed ^ (mixed >>> shift), factor);
  }
  if (whole < bytes.length) hash = Math.imul(hash ^ bytes.readUIntLE(whole, bytes.length - whole), factor);
  hash = Math.imul(hash ^ (hash >>> 13), factor);
  return (hash ^ (hash >>> 15)) >>> 0;
}
