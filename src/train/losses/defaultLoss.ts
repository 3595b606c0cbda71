import type { DataBunch } from '../../vision/index.js';
import { binaryCrossEntropy } from './binaryCrossEntropy.js';
import { crossEntropy } from './crossEntropy.js';
import type { LossFunction } from './lossFunction.js';
import { meanSquaredError } from './meanSquaredError.js';

/** The loss that fits the labels of the data. */
export function defaultLoss({ targetKind }: DataBunch): LossFunction {
  switch (targetKind) {
    case 'single':
      return crossEntropy();
    case 'multi':
      return binaryCrossEntropy();
    case 'number':
      return meanSquaredError();
    default:
      return targetKind satisfies never;
  }
}
