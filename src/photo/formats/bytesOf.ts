/** The bytes with Node's readers on them; no copy. */
export function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** @throws an error that says so when a file ends before `end` */
export function requireBytes(bytes: Uint8Array, end: number): void {
  if (end > bytes.length) throw new Error('it is truncated');
}
