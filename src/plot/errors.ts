import { TsvisionError } from '../core/index.js';

/** A figure that could not be drawn as a PNG; a front end with plotly still shows it. */
export class FigureRenderError extends TsvisionError {
  override readonly name = 'FigureRenderError' as const;

  constructor(
    /** Why no picture was made, in words. */
    readonly reason: string,
  ) {
    super(`The figure could not be drawn as a PNG: ${reason}.`);
  }
}
