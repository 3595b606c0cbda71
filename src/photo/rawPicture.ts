/** Decoded pixels: bytes, row by row from the top, channels side by side. */
export interface RawPicture {
  /** `height × width × channels` bytes. */
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
  /** 1 = grey, 3 = RGB, 4 = RGBA. */
  readonly channels: 1 | 3 | 4;
}
