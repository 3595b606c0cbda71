import { InvalidArgumentError } from '../../core/index.js';

/**
 * The lesson's toy loss: mean of −log of the probability that was given to the truth.
 *
 * @param labels 0 or 1
 * @param probabilities of the label 1, 0 … 1
 */
export function binaryLoss(labels: readonly number[], probabilities: readonly number[]): number {
  if (labels.length !== probabilities.length || labels.length === 0) {
    throw new InvalidArgumentError(
      'probabilities',
      probabilities,
      `an array of ${labels.length || 'some'} numbers`,
    );
  }
  const losses = labels.map((label, i) => {
    const p = probabilities[i] as number;
    return -(label * Math.log(p) + (1 - label) * Math.log(1 - p));
  });
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
}
