import { InvalidArgumentError, type Random } from '../../core/index.js';
import { type FeatureMatrix, rowsOf } from './featureMatrix.js';
import { LinearHead, type LinearHeadOptions } from './linearHead.js';

/**
 * Class probabilities of each photo from a linear head that was trained on the other folds and has not seen it.
 * Folds hold equal shares of each class.
 *
 * @param labels class index of each row; −1 for photos without a label, which nothing is learned from
 * @returns `count × classes`
 */
export async function outOfSampleProbabilities(
  features: FeatureMatrix,
  labels: readonly number[],
  classes: number,
  random: Random,
  { folds = 5, ...head }: LinearHeadOptions & { readonly folds?: number } = {},
): Promise<Float64Array> {
  if (labels.length !== features.count)
    throw new InvalidArgumentError('labels', labels, `an array of ${features.count}, one for each row`);
  if (folds < 2) throw new InvalidArgumentError('folds', folds, 'at least 2');
  const foldOf = assignFolds(labels, folds, random);
  const probabilities = new Float64Array(features.count * classes);
  for (let fold = 0; fold < folds; fold++) {
    const rows = labels.map((_, row) => row);
    const held = rows.filter((row) => foldOf[row] === fold);
    const others = rows.filter((row) => foldOf[row] !== fold && (labels[row] as number) >= 0);
    if (held.length === 0 || others.length === 0) continue;
    const learned = others.map((row) => labels[row] as number);
    const fitted = await LinearHead.fit(rowsOf(features, others), learned, classes, head);
    const part = await fitted.predict(rowsOf(features, held), head.signal);
    for (const [i, row] of held.entries())
      probabilities.set(part.subarray(i * classes, (i + 1) * classes), row * classes);
  }
  return probabilities;
}

/** Shuffled within each class, then dealt out in turn. */
function assignFolds(labels: readonly number[], folds: number, random: Random): number[] {
  const foldOf = new Array<number>(labels.length).fill(0);
  let next = 0;
  const order = random
    .permutation(labels.length)
    .sort((a, b) => (labels[a] as number) - (labels[b] as number));
  for (const row of order) foldOf[row] = next++ % folds;
  return foldOf;
}
