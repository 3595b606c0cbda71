import { suspicionOf } from '../../suspicion.js';
import type { CleanerItem, RivalOpinions } from '../cleanerItem.js';
import type { PhotoState } from '../decisions/cleanerState.js';
import type { CleanerFilter, CleanerPhoto, SortKey } from '../protocol.js';
import { isOfPart } from './rivalModels.js';

/** A photo, and what has been decided about it. */
export interface Listed {
  readonly item: CleanerItem;
  readonly photo: PhotoState;
  /** What the map knows of it, by which the list can be sorted. */
  readonly ranks?: Readonly<Partial<Record<MapRank, number>>>;
}

/** Sort keys whose values the map has. */
export type MapRank = Extract<SortKey, 'outlier' | 'nearest' | 'leak'>;

/** Problems of a photo as they stand: those of a duplicate go when it was found to be none. */
export function problemsOf({ item, photo }: Listed): readonly string[] {
  const problems = item.problems ?? [];
  return photo.notDuplicate
    ? problems.filter((name) => !/duplicate$|^twoClasses$|^leak$/i.test(name))
    : problems;
}

/**
 * Numbers of the photos that a filter lets through, in order.
 * @param candidates numbers of the photos to choose from, ascending
 * @param at a photo by its number
 */
export function listPhotos(
  candidates: Iterable<number>,
  at: (index: number) => Listed,
  classNames: readonly string[],
  order: { readonly filter: CleanerFilter; readonly sort: SortKey; readonly descending: boolean },
): number[] {
  const keep = passes(order.filter, classNames);
  const chosen: number[] = [];
  const values: (number | string | undefined)[] = [];
  for (const index of candidates) {
    const one = at(index);
    if (one.photo.gone || !keep(one)) continue;
    chosen.push(index);
    values[index] = sortValue(one, order.sort);
  }
  // Those that a search has found are put in its order afterwards.
  if (order.sort === 'match') return chosen;
  if (order.sort === 'order') return order.descending ? chosen.reverse() : chosen;
  const sign = order.descending ? -1 : 1;
  return chosen.sort((a, b) => {
    const [x, y] = [values[a], values[b]];
    // What has no value comes last whatever the direction.
    if (x === undefined || y === undefined) return Number(x === undefined) - Number(y === undefined) || a - b;
    return (x < y ? -sign : x > y ? sign : 0) || a - b;
  });
}

function passes(filter: CleanerFilter, classNames: readonly string[]): (one: Listed) => boolean {
  const names = (numbers: readonly number[] | undefined): Set<string | undefined> | undefined =>
    numbers?.length ? new Set(numbers.map((number) => classNames[number])) : undefined;
  const labels = names(filter.labels);
  const predictions = names(filter.predictions);
  return (one) => {
    const { item, photo } = one;
    const label = photo.newLabel ?? photo.label;
    if (filter.tags?.length && !photo.tags?.some((tag) => filter.tags?.includes(tag))) return false;
    if (filter.near && one.ranks?.nearest === undefined) return false;
    if (filter.leaks && one.ranks?.leak === undefined) return false;
    if (filter.compared && !isOfPart(filter.compared, item.rivals, label)) return false;
    if (labels && !labels.has(label)) return false;
    if (predictions && !predictions.has(item.prediction)) return false;
    if (filter.splits?.length && !(item.split && filter.splits.includes(item.split))) return false;
    if (filter.problems?.length && !problemsOf(one).some((name) => filter.problems?.includes(name)))
      return false;
    if (filter.marks?.length && !filter.marks.some((mark) => hasMark(photo, mark))) return false;
    return !filter.wrong || (item.prediction !== undefined && item.prediction !== label);
  };
}

function hasMark(
  { mark, newLabel }: PhotoState,
  wanted: NonNullable<CleanerFilter['marks']>[number],
): boolean {
  if (wanted === 'relabelled') return newLabel !== undefined;
  return wanted === 'undecided' ? mark === undefined && newLabel === undefined : mark === wanted;
}

function sortValue(one: Listed, sort: SortKey): number | string | undefined {
  const { item, photo } = one;
  if (sort === 'gap') return item.rivals?.gap;
  if (sort === 'label') return photo.newLabel ?? photo.label;
  // Photos of a group stand together, and groups before single problems.
  if (sort === 'problem') {
    const [first] = problemsOf(one);
    return first === undefined ? undefined : `${first} ${String(item.group ?? 0).padStart(8, '0')}`;
  }
  if (sort === 'outlier' || sort === 'nearest' || sort === 'leak') return one.ranks?.[sort];
  if (sort === 'suspicion') return suspicionOf({ ...item, problems: problemsOf(one) });
  return sort === 'order' || sort === 'match' ? undefined : item[sort];
}

/** The photo as the view shows it. */
export function describePhoto(
  index: number,
  one: Listed,
  classOf: (name: string | undefined) => number,
): CleanerPhoto {
  const { item, photo } = one;
  const problems = problemsOf(one);
  const optional = {
    was: photo.newLabel === undefined ? undefined : classOf(photo.label),
    mark: photo.mark,
    split: item.split,
    prediction: item.prediction === undefined ? undefined : classOf(item.prediction),
    probability: item.probability,
    loss: item.loss,
    rivals: item.rivals && rivalsOf(item.rivals, classOf),
    problems: problems.length > 0 ? problems : undefined,
    group: photo.notDuplicate ? undefined : item.group,
    keeper: photo.notDuplicate ? undefined : item.keeper,
    tags: photo.tags,
  };
  // JSON has no NaN and no infinity: a loss that is none is not known.
  const known = Object.entries(optional).filter(
    ([, value]) => value !== undefined && (typeof value !== 'number' || Number.isFinite(value)),
  );
  return {
    index,
    name: photo.path.split(/[\\/]/).at(-1) ?? '',
    label: classOf(photo.newLabel ?? photo.label),
    ...Object.fromEntries(known),
  };
}

function rivalsOf(
  { a, b, sureA, sureB }: RivalOpinions,
  classOf: (name: string | undefined) => number,
): CleanerPhoto['rivals'] {
  return { a: classOf(a), b: classOf(b), sureA, sureB };
}
