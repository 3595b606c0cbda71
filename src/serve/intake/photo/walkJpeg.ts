import { type PhotoBudget, tooLarge } from './photoBudget.js';
import { walkExif } from './walkExif.js';

const [soi, eoi, sos, app1] = [0xd8, 0xd9, 0xda, 0xe1];
/** Start of frame, of any coding; C4, C8 and CC are tables. */
const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
const isBare = (marker: number): boolean => marker <= 0x01 || (marker >= 0xd0 && marker <= soi);

interface Frame {
  readonly components: number;
  /** All scans have to be kept until the last is read. */
  readonly progressive: boolean;
}

/** Goes over the segments of a JPEG, and over its scans when there can be several. */
export function walkJpeg(bytes: Buffer, budget: PhotoBudget): void {
  let frame: Frame | undefined;
  for (let at = nextMarker(bytes, 2); at + 4 <= bytes.length; at = nextMarker(bytes, at)) {
    const marker = bytes[at + 1] as number;
    if (marker === eoi) return;
    if (isBare(marker)) {
      at += 2;
      continue;
    }
    budget.part();
    const segment = bytes.subarray(at + 4, at + 2 + bytes.readUInt16BE(at + 2));
    if (isFrame(marker)) frame = readFrame(marker, segment, budget);
    if (marker === app1 && segment.toString('latin1', 0, 4) === 'Exif') walkExif(segment, budget);
    if (marker === sos) {
      budget.scan();
      // One scan with all components is the whole photo: nothing behind it is read.
      if (frame && !frame.progressive && segment[0] === frame.components) return;
    }
    at += 2 + segment.length + 2;
  }
}

function readFrame(marker: number, segment: Buffer, budget: PhotoBudget): Frame {
  const [height, width] = [segment.readUInt16BE(1), segment.readUInt16BE(3)];
  budget.picture(width, height);
  const components = segment.readUInt8(5);
  const progressive = marker % 4 === 2;
  if (progressive && width * height * samplesPerPixel(segment, components) > 2 * budget.maxPixels)
    throw tooLarge('too many pixels for a progressive JPEG');
  return { components, progressive };
}

/** 3 with colours in full, 1.5 with colours at half the size, which is usual. */
function samplesPerPixel(segment: Buffer, components: number): number {
  const areas = Array.from({ length: components }, (_, i) => {
    const sampling = segment.readUInt8(7 + 3 * i);
    return (sampling >> 4) * (sampling & 15);
  });
  return areas.reduce((sum, area) => sum + area, 0) / Math.max(1, ...areas);
}

/** Where the next marker is: 0xff and neither the stuffing within a scan nor a restart. */
function nextMarker(bytes: Buffer, from: number): number {
  for (let at = from; at + 1 < bytes.length; at++) {
    if (bytes[at] !== 0xff) continue;
    const marker = bytes[at + 1] as number;
    if (marker !== 0 && marker !== 0xff && !(marker >= 0xd0 && marker <= 0xd7)) return at;
  }
  return bytes.length;
}
