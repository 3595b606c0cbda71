import { TsvisionError } from './tsvisionError.js';

/** An exported model that cannot be used. */
export class ExportError extends TsvisionError {
  override readonly name = 'ExportError' as const;

  constructor(
    /** The file. */
    readonly path: string,
    /** What is wrong with it. */
    readonly problem: string,
    options: { readonly remedy?: string; readonly cause?: unknown } = {},
  ) {
    super(`${path} is not a usable exported model: ${problem}.`, {
      remedy: 'Export it again with learn.export(), and copy the file as a whole.',
      ...options,
    });
  }
}
