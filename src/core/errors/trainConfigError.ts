import { TsvisionError } from './tsvisionError.js';

/** A training configuration that cannot be used. */
export class TrainConfigError extends TsvisionError {
  override readonly name = 'TrainConfigError' as const;

  constructor(
    /** The file. */
    readonly path: string,
    /** One sentence for each wrong field, such as `data.size: expected number`. */
    readonly problems: readonly string[],
  ) {
    super(`${path} is no training configuration:\n${problems.map((each) => `  ${each}`).join('\n')}`, {
      remedy: 'Correct the named fields; `tsvision train --help` lists them.',
    });
  }
}
