/** Decoded pixels: bytes, row by row from the top, channels side by side. */
export interface RawPicture {
  /** `height × width × channels` bytes. */
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
  /** 1 = grey, 3 = RGB, 4 = RGBA. */
  readonly channels: 1 | 3 | 4;
}

/** The bytes with Node's readers on them; no copy. */
export function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** @throws an error that says so when a file ends before `end` */
export function requireBytes(bytes: Uint8Array, end: number): void {
  if (end > bytes.length) throw new Error('it is truncated');
}
