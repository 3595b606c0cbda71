import { TsvisionError } from '../core/errors.js';

/** Two models have no class in common: of no photo could both be right. */
export class NoCommonClassesError extends TsvisionError {
  override readonly name = 'NoCommonClassesError' as const;

  constructor(
    /** Classes of the first model. */
    readonly classesA: readonly string[],
    /** Classes of the second. */
    readonly classesB: readonly string[],
  ) {
    super(
      `The two models have no class in common: ${someOf(classesA)} against ${someOf(classesB)}. They are compared by the names of their classes.`,
      { remedy: 'Compare models of the same classes, or give both the same names.' },
    );
  }
}

/** There is no photo of which two models could be asked. */
export class NothingToCompareError extends TsvisionError {
  override readonly name = 'NothingToCompareError' as const;

  constructor(
    /** Photos that were named but could not be read. */
    readonly unreadable: readonly string[],
  ) {
    const why =
      unreadable.length > 0
        ? `none of the ${unreadable.length} photos can be read`
        : 'neither has photos of that split';
    super(`There is nothing to compare the two models on: ${why}.`, {
      remedy: 'Name photos: compare(learnA, learnB, { items: data.validDs.items }).',
    });
  }
}

function someOf(classes: readonly string[]): string {
  const named = classes.slice(0, 5).join(', ');
  return classes.length > 5 ? `${named} … (${classes.length})` : named || 'none';
}
