import type { PhotoBudget } from './photoBudget.js';
import { walkExif } from './walkExif.js';

/** Decoders of animations keep two whole pictures. */
const animated = 2;

/** What we look at in a chunk, by its type. */
const readers: Readonly<Record<string, (data: Buffer, budget: PhotoBudget) => void>> = {
  VP8X: (data, budget) =>
    budget.picture(
      data.readUIntLE(4, 3) + 1,
      data.readUIntLE(7, 3) + 1,
      data.readUInt8(0) & 2 ? animated : 1,
    ),
  'VP8 ': (data, budget) => budget.picture(data.readUInt16LE(6) & 0x3fff, data.readUInt16LE(8) & 0x3fff),
  VP8L: (data, budget) => {
    const sizes = data.readUInt32LE(1);
    budget.picture((sizes & 0x3fff) + 1, ((sizes >>> 14) & 0x3fff) + 1);
  },
  ANMF: (data, budget) => {
    budget.frame();
    budget.picture(data.readUIntLE(6, 3) + 1, data.readUIntLE(9, 3) + 1, animated);
    walkChunks(data, 16, budget);
  },
  EXIF: walkExif,
};

/** Goes over the chunks of a WebP, and those within its frames. */
export function walkWebp(bytes: Buffer, budget: PhotoBudget): void {
  walkChunks(bytes.subarray(0, 8 + bytes.readUInt32LE(4)), 12, budget);
}

function walkChunks(bytes: Buffer, from: number, budget: PhotoBudget): void {
  for (let at = from; at + 8 <= bytes.length; ) {
    budget.part();
    const type = bytes.toString('latin1', at, at + 4);
    const size = bytes.readUInt32LE(at + 4);
    if (Object.hasOwn(readers, type)) readers[type]?.(bytes.subarray(at + 8, at + 8 + size), budget);
    at += 8 + size + (size % 2);
  }
}
