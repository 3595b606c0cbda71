import { InvalidArgumentError } from '../core/index.js';

/** Size of a figure as matplotlib counts it. */
export interface FigureSize {
  /** Width and height in inches. @default as large as what is shown needs */
  readonly figsize?: readonly [width: number, height: number];
  /** Pixels an inch. @default 72 */
  readonly dpi?: number;
}

/** Width and height in CSS pixels, where a size is asked for. @throws InvalidArgumentError unless both are positive */
export function pixelsOf({ figsize, dpi = 72 }: FigureSize): { width: number; height: number } | undefined {
  if (!figsize) return undefined;
  const [width, height] = Array.from(figsize, (inches) => Math.round(inches * dpi));
  if (figsize.length === 2 && Number(width) > 0 && Number(height) > 0)
    return { width: width as number, height: height as number };
  throw new InvalidArgumentError('figsize', figsize, 'a width and a height in inches, such as [9, 6]');
}
