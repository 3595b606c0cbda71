import { InvalidArgumentError } from '../../core/index.js';
import type { DataBunch, DataLoader } from '../../vision/index.js';

/** Part of a data bunch: `fix` is the training photos in order, without augmentation; `train` means it too. */
export type DataSplit = 'train' | 'fix' | 'valid' | 'test';

/** Loader of a split, in the order of its dataset and with the validation transforms. */
export function splitLoader(data: DataBunch, split: DataSplit): DataLoader {
  const loader = { train: data.fixDl, fix: data.fixDl, valid: data.validDl, test: data.testDl }[split];
  if (!loader) {
    throw new InvalidArgumentError(
      'split',
      split,
      "a split that the data have ('train', 'valid')",
      'Give the data bunch a `test` folder, or choose another split.',
    );
  }
  return loader;
}
