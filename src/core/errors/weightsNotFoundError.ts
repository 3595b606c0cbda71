import { TsvisionError } from './tsvisionError.js';

/** Pretrained weights are nowhere on this machine and could not be downloaded. */
export class WeightsNotFoundError extends TsvisionError {
  override readonly name = 'WeightsNotFoundError' as const;
  readonly architecture: string;
  /** Files and folders that were looked at, in order. */
  readonly searched: readonly string[];

  constructor(
    architecture: string,
    searched: readonly string[],
    why: string,
    putAt: string,
    cause?: unknown,
  ) {
    super(`No pretrained weights for ${architecture}: ${why}. Looked at ${searched.join(', ')}.`, {
      remedy:
        `Put the torchvision-named safetensors file at ${putAt}, name its folder in TSVISION_WEIGHTS, or pass ` +
        '{ weights: PATH }; without a network use models.tinyresnet, whose weights come with the package, or ' +
        '{ pretrained: false }.',
      ...(cause === undefined ? {} : { cause }),
    });
    this.architecture = architecture;
    this.searched = searched;
  }
}
