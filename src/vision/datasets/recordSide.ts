import { InvalidArgumentError } from '../../core/index.js';
import { isMissing } from './missingLabels.js';

/** The part of a data set that a photo belongs to. */
export type Side = 'train' | 'valid' | 'test';

const words: Readonly<Record<Side, readonly string[]>> = {
  valid: ['true', '1', '1.0', 'valid', 'validation', 'val', 'yes'],
  train: ['false', '0', '0.0', 'train', 'training', 'no'],
  test: ['test', 'testing'],
};

/**
 * What a cell of the validation column says; `undefined` for an empty one.
 * @throws InvalidArgumentError for a word that says nothing
 */
export function recordSide(cell: unknown, column: string | number): Side | undefined {
  if (isMissing(cell)) return undefined;
  const word = String(cell).trim().toLowerCase();
  for (const side of ['valid', 'train', 'test'] as const) if (words[side].includes(word)) return side;
  throw new InvalidArgumentError(
    String(column),
    cell,
    'true or false (or valid, train or test) in every row, or empty',
    'Name the column that says who is for validation by `validCol`, or give { validCol: false } to draw lots.',
  );
}
