import { resolve } from 'node:path';
import { expandPath, InvalidArgumentError } from '../../core/index.js';
import type { LabelledItem } from '../../data/index.js';
import { EmptyDatasetError } from '../../data/index.js';
import type { DataSplit } from './dataSplit.js';
import { splitNotices, withoutMissing } from './notices.js';
import { photoIdentity } from './photoItem.js';
import { splitByPercent } from './splitByPercent.js';

/** How labelled photos of a list become a split. */
export interface ListSplitOptions {
  /**
   * Share for validation. Which photos depends on each one's path and the seed alone, whatever else is in the list.
   * @default 0.2
   */
  readonly validPct?: number;
  /** Seed of the choice. @default 42 */
  readonly seed?: number | string;
  /** Which photos are for validation, instead of a random share: by path, or by position in the list. */
  readonly valid?: ReadonlySet<string> | readonly number[];
  /** Unlabelled photos. */
  readonly test?: readonly string[];
  /** What the labels are. @default 'number' for numbers, 'multi' for lists, else 'single' */
  readonly targetKind?: 'single' | 'multi' | 'number';
  /** Texts that mean that a photo has no label. @default those of pandas: '', 'NaN', 'NA', 'null', 'None' … */
  readonly naValues?: readonly string[];
}

/**
 * Splits labelled photos; classes are all labels that occur, sorted. Photos without a label are left out and named.
 * @param known what was found before, and whose side somebody has said already
 * @throws EmptyDatasetError when no photo is left
 */
export function listSplit(
  path: string,
  items: readonly LabelledItem[],
  options: ListSplitOptions = {},
  known: { readonly notices?: readonly string[]; readonly sideOf?: SideOf } = {},
): DataSplit {
  const root = expandPath(path);
  const notices = [...(known.notices ?? [])];
  const sideOf = known.sideOf ?? sides(root, items, options.valid);
  const labelled = withoutMissing(root, items, options, notices);
  if (labelled.length === 0)
    throw new EmptyDatasetError(
      root,
      items.length === 0 ? 'The list of photos is empty' : 'No photo of the list has a label',
      'Look at the path and the pattern of the list.',
    );
  const [train, valid] = parts(root, labelled, sideOf, options, notices);
  const targetKind = options.targetKind ?? kindOf(labelled);
  const test = options.test?.map((file) => ({ path: file, label: undefined }));
  const classes = targetKind === 'number' ? [] : [...new Set(labelled.flatMap(labelsOf))].sort();
  return { path: root, train, valid, test, classes, targetKind, notices };
}

/** The side of a photo where the user has said it. */
type SideOf = (item: LabelledItem) => 'train' | 'valid' | undefined;

function sides(root: string, items: readonly LabelledItem[], valid: ListSplitOptions['valid']): SideOf {
  if (valid === undefined) return () => undefined;
  const paths = valid instanceof Set ? [...valid] : (valid as readonly number[]).map((i) => pathAt(items, i));
  const chosen = new Set(paths.map((path) => photoIdentity(root, resolve(root, path))));
  return ({ path }) => (chosen.has(photoIdentity(root, path)) ? 'valid' : 'train');
}

function pathAt(items: readonly LabelledItem[], position: number): string {
  const path = items[position]?.path;
  if (path !== undefined) return path;
  throw new InvalidArgumentError('valid', position, `positions of 0 to ${items.length - 1}`);
}

/** Those whose side is not said draw lots. */
function parts(
  root: string,
  items: readonly LabelledItem[],
  sideOf: SideOf,
  { validPct = 0.2, seed }: ListSplitOptions,
  notices: string[],
): [train: LabelledItem[], valid: LabelledItem[]] {
  const open = items.filter((item) => sideOf(item) === undefined);
  const [train, valid] = splitByPercent(open, validPct, ({ path }) => photoIdentity(root, path), seed);
  if (open.length === items.length) notices.push(...splitNotices(train, valid, validPct));
  const inValid = new Set(valid);
  const isValid = (item: LabelledItem): boolean => inValid.has(item) || sideOf(item) === 'valid';
  return [items.filter((item) => !isValid(item)), items.filter(isValid)];
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
