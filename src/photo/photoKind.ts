/** A kind of picture, known by how its files begin. */
export interface PhotoKind {
  /** What a message calls it, `JPEG`. */
  readonly name: string;
  /**
   * Who decodes it: libvips (in sharp); `maybe` libvips, where its build has the decoder; this library itself;
   * or `nobody`, so that such a file has to be converted, but is not broken.
   */
  readonly reader: 'libvips' | 'maybe' | 'own' | 'nobody';
}

/** Where a kind's mark stands and what it is; bytes as Latin-1. */
interface Mark extends PhotoKind {
  readonly mark: RegExp;
}

const kinds: readonly Mark[] = [
  { name: 'JPEG', reader: 'libvips', mark: /^\xff\xd8\xff/s },
  { name: 'PNG', reader: 'libvips', mark: /^\x89PNG\r\n\x1a\n/s },
  { name: 'GIF', reader: 'libvips', mark: /^GIF8[79]a/s },
  { name: 'WebP', reader: 'libvips', mark: /^RIFF.{4}WEBP/s },
  { name: 'TIFF', reader: 'libvips', mark: /^(II[*+]\0|MM\0[*+])/s },
  { name: 'AVIF', reader: 'libvips', mark: /^.{4}ftypavif/s },
  { name: 'HEIF', reader: 'maybe', mark: /^.{4}ftyp(hei[cxms]|hev[cxms]|mif[12]|msf1|miaf|avis)/s },
  { name: 'JPEG 2000', reader: 'nobody', mark: /^(\0\0\0\x0cjP {2}|\xff\x4f\xff\x51)/s },
  { name: 'JPEG XL', reader: 'nobody', mark: /^(\0\0\0\x0cJXL |\xff\x0a)/s },
  { name: 'DDS', reader: 'nobody', mark: /^DDS /s },
  { name: 'Photoshop', reader: 'nobody', mark: /^8BPS/s },
  { name: 'OpenEXR', reader: 'nobody', mark: /^\x76\x2f\x31\x01/s },
  { name: 'Radiance', reader: 'nobody', mark: /^#\?(RADIANCE|RGBE)/s },
  { name: 'FITS', reader: 'nobody', mark: /^SIMPLE {2}=/s },
  { name: 'QOI', reader: 'nobody', mark: /^qoif/s },
  { name: 'PCX', reader: 'nobody', mark: /^\x0a[\0\x02-\x05]\x01[\x01\x02\x04\x08]/s },
  { name: 'SGI', reader: 'nobody', mark: /^\x01\xda[\0\x01][\x01\x02]/s },
  { name: 'Sun raster', reader: 'nobody', mark: /^\x59\xa6\x6a\x95/s },
  { name: 'icns', reader: 'nobody', mark: /^icns/s },
  { name: 'XPM', reader: 'nobody', mark: /^\/\* XPM \*\//s },
  { name: 'camera raw', reader: 'nobody', mark: /^(IIRO|IIRS|MMOR|IIU\0|FUJIFILMCCD-RAW|.{4}ftypcrx)/s },
  { name: 'SVG', reader: 'nobody', mark: /^\s*<(\?xml.*<)?svg[\s>]/is },
  { name: 'BMP', reader: 'own', mark: /^BM.{12}[\x0c\x10\x28\x34\x38\x40\x6c\x7c]\0\0\0/s },
  {
    name: 'DIB',
    reader: 'own',
    mark: /^[\x28\x34\x38\x6c\x7c]\0\0\0.{8}\x01\0[\x01\x04\x08\x10\x18\x20]\0/s,
  },
  { name: 'ICO', reader: 'own', mark: /^\0\0[\x01\x02]\0[\x01-\xff].{4}\0/s },
  { name: 'PPM', reader: 'own', mark: /^P[1-6]\s+[#\d]/s },
  { name: 'PFM', reader: 'nobody', mark: /^P[fF]\s/s },
  { name: 'PAM', reader: 'own', mark: /^P7\s+(#|[A-Z]+ )/s },
  // Targa files carry no mark: this is what a sensible header looks like.
  {
    name: 'TGA',
    reader: 'own',
    mark: /^.[\0\x01][\x01-\x03\x09-\x0b].{4}[\0\x0f\x10\x18\x20].{8}[\x01\x08\x0f\x10\x18\x20]/s,
  },
];

/** Bytes that {@link photoKind} looks at, at most. */
const headLength = 512;

/** The kind of a file by its first bytes (12 at least), whatever its name says; `undefined` when it is no picture. */
export function photoKind(bytes: Uint8Array): PhotoKind | undefined {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(headLength, bytes.length));
  const head = text.toString('latin1');
  return kinds.find(({ mark }) => mark.test(head));
}

/** Whether a file that begins with these (at least 12) bytes is a picture of a kind that we decode. */
export function isImageHead(head: Uint8Array): boolean {
  const kind = photoKind(head);
  return kind !== undefined && kind.reader !== 'nobody' && kind.name !== 'TGA';
}
