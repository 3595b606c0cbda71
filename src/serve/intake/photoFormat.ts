/** Formats that strangers may send; every other decoder stays out of reach. */
export type PhotoFormat = 'jpeg' | 'png' | 'webp' | 'gif';

/** The format by the file's first bytes, whatever its name or declared type says. */
export function photoFormat(bytes: Uint8Array): PhotoFormat | undefined {
  const starts = (offset: number, ...magic: number[]): boolean =>
    magic.every((b, i) => bytes[offset + i] === b);
  if (starts(0, 0xff, 0xd8, 0xff)) return 'jpeg';
  if (starts(0, 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return 'png';
  if (starts(0, 0x52, 0x49, 0x46, 0x46) && starts(8, 0x57, 0x45, 0x42, 0x50)) return 'webp';
  if (starts(0, 0x47, 0x49, 0x46, 0x38) && (starts(4, 0x37, 0x61) || starts(4, 0x39, 0x61))) return 'gif';
  return undefined;
}
