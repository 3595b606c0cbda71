import type { ModelComparison } from '../../../interpret/index.js';
import type { CleanerItem, RivalOpinions } from '../cleanerItem.js';
import { type ComparedPart, type ComparisonState, comparedParts } from '../compareProtocol.js';
import type { PhotoState } from '../decisions/cleanerState.js';

/** Whether a photo is of a part of a comparison, with its class as it is now: relabelling changes who is right. */
export function isOfPart(
  part: ComparedPart,
  rivals: RivalOpinions | undefined,
  label: string | undefined,
): boolean {
  if (!rivals) return false;
  const [a, b] = [rivals.a === label, rivals.b === label];
  switch (part) {
    case 'differ':
      return rivals.a !== rivals.b;
    case 'onlyA':
      return a && !b;
    case 'onlyB':
      return b && !a;
    case 'bothRight':
      return a && b;
    case 'bothWrong':
      return label !== undefined && !a && !b;
    default:
      return part satisfies never;
  }
}

/** The photos with what two models say of them. @param numbers of the photos, as they were compared */
export function withRivals(
  items: readonly CleanerItem[],
  { photos }: ModelComparison,
  numbers: readonly number[],
): CleanerItem[] {
  const opinions = new Map(photos.map((photo) => [numbers[photo.index], photo]));
  return items.map(({ rivals: _, ...item }, number) => {
    const photo = opinions.get(number);
    if (!photo) return item;
    const { a, b, gap } = photo;
    const says = { a: a.prediction, b: b.prediction, sureA: a.confidence, sureB: b.confidence };
    return { ...item, rivals: { ...says, gap } };
  });
}

/** How many photos each part has. */
export function comparisonState(
  names: readonly [string, string],
  items: readonly CleanerItem[],
  photos: readonly PhotoState[],
): ComparisonState {
  const counts = Object.fromEntries(comparedParts.map((part) => [part, 0])) as Record<ComparedPart, number>;
  for (const [i, { rivals }] of items.entries()) {
    const photo = photos[i];
    if (!rivals || !photo || photo.gone) continue;
    for (const part of comparedParts)
      if (isOfPart(part, rivals, photo.newLabel ?? photo.label)) counts[part]++;
  }
  return { names, counts };
}
