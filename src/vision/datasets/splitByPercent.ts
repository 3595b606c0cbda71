import { InvalidArgumentError } from '../../core/index.js';
import { photoLot } from './photoItem.js';

/** From so many photos on no part is left empty. */
const fewest = 5;

/**
 * Splits by lot: whose lot is below `validPct` is for validation. A photo's side depends on its identity and the seed
 * alone, so that adding, removing or reordering others moves none; the share differs from `validPct` by what chance
 * gives.
 *
 * One exception: where a part of five photos or more would get none, it gets the one whose lot is nearest, which goes
 * back when a photo with a better lot comes.
 *
 * @param validPct share for validation, in [0, 1)
 * @param identityOf what a photo is known by; photos of one identity are on one side
 */
export function splitByPercent<T>(
  items: readonly T[],
  validPct: number,
  identityOf: (item: T) => string,
  seed: number | string = 42,
): [train: T[], valid: T[]] {
  if (!(validPct >= 0 && validPct < 1))
    throw new InvalidArgumentError(
      'validPct',
      validPct,
      'a share: at least 0 and below 1',
      'Write 0.2 for 20 %.',
    );
  const lots = items.map((item) => photoLot(identityOf(item), seed));
  const limit = limitFor(lots, validPct);
  // Both parts keep the order of the files.
  return [items.filter((_, i) => !isBelow(lots[i], limit)), items.filter((_, i) => isBelow(lots[i], limit))];
}

function isBelow(lot: number | undefined, limit: number): boolean {
  return (lot as number) < limit;
}

/** `validPct`, moved to the nearest lot where a part would be empty. */
function limitFor(lots: readonly number[], validPct: number): number {
  if (validPct === 0 || lots.length < fewest) return validPct;
  const sorted = [...new Set(lots)].sort((a, b) => a - b);
  const [least, second, most] = [sorted[0], sorted[1], sorted.at(-1)] as [number, number | undefined, number];
  if (second === undefined) return validPct;
  if (least >= validPct) return second;
  return Math.min(most, validPct);
}
