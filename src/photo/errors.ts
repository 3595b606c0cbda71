import { TsvisionError } from '../core/errors.js';

/** A file that is no picture, a broken one, or one that is not read here. */
export class ImageDecodeError extends TsvisionError {
  override readonly name = 'ImageDecodeError' as const;
  /** Path of the file, or what stands for it when the bytes came from elsewhere. */
  readonly path: string;
  /** What the decoder says. */
  readonly reason: string;
  /** Whether the file is broken; else it is too large, cannot be opened, or is of a kind that is not read here. */
  readonly broken: boolean;

  constructor(
    path: string,
    { reason, broken }: { readonly reason: string; readonly broken: boolean },
    cause?: unknown,
  ) {
    super(`${path} cannot be read as a picture: ${reason}.`, {
      ...(broken && {
        remedy: 'Run `verifyImages(folder, { delete: true })`: it moves such files to a trash folder.',
      }),
      cause,
    });
    this.path = path;
    this.reason = reason;
    this.broken = broken;
  }
}

/** A picture that is whole as far as one can tell, but of a kind, or a size, that is not read here. */
export class UnsupportedPhotoError extends TsvisionError {
  override readonly name = 'UnsupportedPhotoError' as const;
  /** What stands in the way, as half a sentence. */
  readonly reason: string;

  constructor(reason: string, cause?: unknown) {
    super(reason, { cause });
    this.reason = reason;
  }
}
