import { damaged, type PhotoBudget } from './photoBudget.js';

/** Bytes of one value, by type: byte, text, short, long, rational, …, as TIFF 6.0 numbers them from 1. */
const valueBytes = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8];
/** Tags whose value is the place of another directory: Exif, GPS, interoperability. */
const directoryTags = new Set([0x8769, 0x8825, 0xa005]);
const maxDirectories = 32;

/**
 * Goes over the directories of an EXIF block as its reader will: one that leads back to where it was is refused, as
 * are entries that share their bytes (each would be written out in full).
 */
export function walkExif(block: Buffer, budget: PhotoBudget): void {
  const tiff = block.toString('latin1', 0, 4) === 'Exif' ? block.subarray(6) : block;
  const little = tiff.toString('latin1', 0, 2) === 'II';
  const short = (at: number): number => (little ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
  const long = (at: number): number => (little ? tiff.readUInt32LE(at) : tiff.readUInt32BE(at));
  const seen = new Set<number>();
  const open = tiff.length >= 8 ? [long(4)] : [];
  let bytes = 0;
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (at === 0 || at + 2 > tiff.length) continue;
    if (seen.has(at) || seen.size >= maxDirectories) throw damaged();
    seen.add(at);
    const end = at + 2 + 12 * short(at);
    for (let entry = at + 2; entry < end && entry + 12 <= tiff.length; entry += 12) {
      bytes += 12 + Math.min(tiff.length, (valueBytes[short(entry + 2)] ?? 1) * long(entry + 4));
      if (directoryTags.has(short(entry))) open.push(long(entry + 8));
    }
    if (end + 4 <= tiff.length) open.push(long(end));
  }
  // Honest entries have bytes of their own; the rest allows for those that claim more than there is.
  if (bytes > 4 * tiff.length + 65_536) throw damaged();
  budget.text(bytes);
}
