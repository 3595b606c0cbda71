import type { FigureSpec } from '../figureSpec.js';

/** Size of a PNG: CSS pixels, and device pixels for each. */
export interface PngSize {
  readonly width: number;
  readonly height: number;
  readonly scale: number;
}

/** What the renderer asks its worker. */
export interface PngRequest extends PngSize {
  readonly id: number;
  readonly figure: FigureSpec;
}

/** What the worker answers. */
export type PngReply =
  /** `missing`: letters for which this machine has no font. */
  | { readonly id: number; readonly png: Uint8Array; readonly missing: string }
  | { readonly id: number; readonly error: string };
