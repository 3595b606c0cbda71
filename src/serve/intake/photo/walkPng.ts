import type { PhotoBudget } from './photoBudget.js';
import { walkExif } from './walkExif.js';

/** What we look at in a chunk, by its type. */
const readers: Readonly<Record<string, (data: Buffer, budget: PhotoBudget) => void>> = {
  IHDR: (data, budget) =>
    // Sixteen bits a sample take twice the memory.
    budget.picture(data.readUInt32BE(0), data.readUInt32BE(4), data.readUInt8(8) === 16 ? 2 : 1),
  tEXt: (data, budget) => budget.text(data.length),
  sPLT: (data, budget) => budget.text(data.length),
  zTXt: (data, budget) => budget.packedText(afterNulls(data, 1).subarray(1)),
  iCCP: (data, budget) => budget.packedText(afterNulls(data, 1).subarray(1)),
  iTXt: (data, budget) => {
    const rest = afterNulls(data, 1);
    if (rest[0] === 0) budget.text(rest.length);
    else budget.packedText(afterNulls(rest.subarray(2), 2));
  },
  eXIf: walkExif,
  fcTL: (_data, budget) => budget.frame(),
};

/** Goes over the chunks of a PNG. */
export function walkPng(bytes: Buffer, budget: PhotoBudget): void {
  for (let at = 8; at + 12 <= bytes.length; ) {
    budget.part();
    const size = bytes.readUInt32BE(at);
    const type = bytes.toString('latin1', at + 4, at + 8);
    if (Object.hasOwn(readers, type)) readers[type]?.(bytes.subarray(at + 8, at + 8 + size), budget);
    if (type === 'IEND') return;
    at += 12 + size;
  }
}

/** What stands behind so many names that end in a zero. */
function afterNulls(data: Buffer, count: number): Buffer {
  let rest = data;
  for (let i = 0; i < count; i++) {
    const end = rest.indexOf(0);
    rest = end < 0 ? rest.subarray(rest.length) : rest.subarray(end + 1);
  }
  return rest;
}
