import { TsvisionError } from './tsvisionError.js';

/** Parts of a table of predictions that do not make a whole. */
export class PredictionPartsError extends TsvisionError {
  override readonly name = 'PredictionPartsError' as const;

  constructor(
    /** Folder of the parts. */
    readonly folder: string,
    /** What is wrong with them. */
    readonly problem: string,
  ) {
    super(`The parts in ${folder} cannot be joined: ${problem}.`, {
      remedy: 'Move the folder away and run all shards again.',
    });
  }
}
