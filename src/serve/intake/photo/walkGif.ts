import type { PhotoBudget } from './photoBudget.js';

const [image, extension] = [0x2c, 0x21];
/** The decoder keeps a frame and the one before it. */
const weight = 2;
const tableBytes = (flags: number): number => (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0);

/** Goes over the blocks of a GIF. */
export function walkGif(bytes: Buffer, budget: PhotoBudget): void {
  const [width, height] = [bytes.readUInt16LE(6), bytes.readUInt16LE(8)];
  let at = 13 + tableBytes(bytes.readUInt8(10));
  for (;;) {
    if (bytes[at] === extension) at = afterBlocks(bytes, at + 2, budget);
    else if (bytes[at] === image) {
      budget.frame();
      // A frame that leaves the screen makes the screen larger.
      const right = bytes.readUInt16LE(at + 1) + bytes.readUInt16LE(at + 5);
      const bottom = bytes.readUInt16LE(at + 3) + bytes.readUInt16LE(at + 7);
      budget.picture(Math.max(width, right), Math.max(height, bottom), weight);
      at = afterBlocks(bytes, at + 11 + tableBytes(bytes.readUInt8(at + 9)), budget);
    } else return;
  }
}

/** Where a row of blocks, each with its length before it, ends. */
function afterBlocks(bytes: Buffer, from: number, budget: PhotoBudget): number {
  let at = from;
  while (at < bytes.length && bytes[at] !== 0) {
    budget.part();
    at += 1 + (bytes[at] as number);
  }
  return at + 1;
}
