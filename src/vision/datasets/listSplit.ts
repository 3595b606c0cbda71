import { EmptyDatasetError, expandPath, InvalidArgumentError } from '../../core/index.js';
import type { LabelledItem } from '../../data/index.js';
import type { DataSplit } from './dataSplit.js';
import { splitByPercent } from './splitByPercent.js';

/** How labelled photos of a list become a split. */
export interface ListSplitOptions {
  /** Share for validation. @default 0.2 */
  readonly validPct?: number;
  /** Seed of the choice. @default 42 */
  readonly seed?: number | string;
  /** Which photos are for validation, instead of a random share: by path, or by position in the list. */
  readonly valid?: ReadonlySet<string> | readonly number[];
  /** Unlabelled photos. */
  readonly test?: readonly string[];
  /** What the labels are. @default 'number' for numbers, 'multi' for lists, else 'single' */
  readonly targetKind?: 'single' | 'multi' | 'number';
}

/** Splits labelled photos; classes are all labels that occur, sorted. */
export function listSplit(
  path: string,
  items: readonly LabelledItem[],
  options: ListSplitOptions = {},
  notices: readonly string[] = [],
): DataSplit {
  const root = expandPath(path);
  if (items.length === 0)
    throw new EmptyDatasetError(
      root,
      'The list of photos is empty',
      'Look at the path and the pattern of the list.',
    );
  const targetKind = options.targetKind ?? kindOf(items);
  const [train, valid] = parts(items, options);
  const test = options.test?.map((file) => ({ path: file, label: undefined }));
  const classes = targetKind === 'number' ? [] : [...new Set(items.flatMap(labelsOf))].sort();
  return { path: root, train, valid, test, classes, targetKind, notices };
}

function parts(
  items: readonly LabelledItem[],
  { validPct = 0.2, seed, valid }: ListSplitOptions,
): [LabelledItem[], LabelledItem[]] {
  if (valid === undefined) return splitByPercent(items, validPct, seed);
  const chosen =
    valid instanceof Set ? valid : new Set((valid as readonly number[]).map((i) => items[i]?.path));
  return [items.filter(({ path }) => !chosen.has(path)), items.filter(({ path }) => chosen.has(path))];
}

function kindOf(items: readonly LabelledItem[]): 'single' | 'multi' | 'number' {
  const label = items[0]?.label;
  return typeof label === 'number' ? 'number' : typeof label === 'object' ? 'multi' : 'single';
}

function labelsOf({ label, path }: LabelledItem): readonly string[] {
  if (typeof label === 'string') return [label];
  if (typeof label === 'object') return label;
  throw new InvalidArgumentError('label', label, `a class name or a list of them (for ${path})`);
}
