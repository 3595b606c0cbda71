import { TsvisionError } from './tsvisionError.js';

/** A file that is no picture, or a broken one. */
export class ImageDecodeError extends TsvisionError {
  override readonly name = 'ImageDecodeError' as const;
  /** Path of the file, or what stands for it when the bytes came from elsewhere. */
  readonly path: string;
  /** What the decoder says. */
  readonly reason: string;

  constructor(path: string, reason: string, cause?: unknown) {
    super(`${path} cannot be read as a picture: ${reason}.`, {
      remedy: 'Run `verifyImages(folder, { delete: true })`: it moves such files to a trash folder.',
      cause,
    });
    this.path = path;
    this.reason = reason;
  }
}
