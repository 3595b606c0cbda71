const signatures: readonly (readonly [type: string, offset: number, bytes: readonly number[]])[] = [
  ['image/png', 0, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
  ['image/jpeg', 0, [0xff, 0xd8, 0xff]],
  ['image/gif', 0, [0x47, 0x49, 0x46, 0x38]],
  ['image/webp', 8, [0x57, 0x45, 0x42, 0x50]],
  ['image/avif', 4, [0x66, 0x74, 0x79, 0x70, 0x61, 0x76, 0x69, 0x66]],
];

/** MIME type of an image file's bytes, by their signature; `undefined` when they are no image a browser shows. */
export function imageType(bytes: Uint8Array): string | undefined {
  return signatures.find(([, offset, signature]) =>
    signature.every((byte, i) => bytes[offset + i] === byte),
  )?.[0];
}

/** What a page shows of an image file's bytes: as an output of its own where Jupyter knows the type. */
export function imageBundle(type: string, bytes: Uint8Array): Record<string, string> {
  const data = Buffer.from(bytes).toString('base64');
  const known = type === 'image/png' || type === 'image/jpeg' || type === 'image/gif';
  const shown: Record<string, string> = known
    ? { [type]: data }
    : { 'text/html': `<img src="data:${type};base64,${data}">` };
  return { ...shown, 'text/plain': `[${type}, ${bytes.length} bytes]` };
}
