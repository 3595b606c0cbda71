import { resolve } from 'node:path';
import { expandPath, InvalidArgumentError } from '../../core/index.js';
import { EmptyDatasetError, findPhotos, type LabelledItem, sortPaths } from '../../data/index.js';
import { labelOfPhoto } from './askOfPhoto.js';
import { type DataSplit, photoIdentity, splitByPercent, splitNotices } from './split.js';

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

/** A label as a list or a function gives it: a class name, several of them, or a number. */
export type PhotoLabel = NonNullable<LabelledItem['label']>;

/** Makes the label of a path, which it gets with `/`. */
export type LabelFunc = (path: string) => PhotoLabel | null | undefined;

/** Splits photos of a list with the labels of another one. @param fnames relative to `path`, or absolute */
export async function pairedSplit(
  path: string,
  fnames: readonly string[],
  labels: readonly (PhotoLabel | null | undefined)[],
  options: ListSplitOptions,
): Promise<DataSplit> {
  if (fnames.length !== labels.length)
    throw new InvalidArgumentError('labels', labels, `an array of ${fnames.length}, one for each photo`);
  const paths = fnames.map((name) => resolve(expandPath(path), name));
  const found = await findPhotos(paths);
  const items = paths.map((file, i) => ({ path: found[i] ?? file, label: labels[i] ?? undefined }));
  return listSplit(path, items, options);
}

/** Splits photos whose labels are made of their paths, which `labelFunc` gets with `/`. */
export async function nameFuncSplit(
  path: string,
  fnames: readonly string[],
  labelFunc: LabelFunc,
  options: ListSplitOptions,
): Promise<DataSplit> {
  // Sorted, so that the order of the photos does not depend on the system that lists them.
  const sorted = sortPaths(
    fnames.map((name) => resolve(expandPath(path), name)),
    expandPath(path),
  );
  const labels = sorted.map((name) => labelOfPhoto('labelFunc', labelFunc, name));
  return pairedSplit(path, sorted, labels, options);
}

/** Splits photos whose label is what the first group of `pattern` finds in their paths. */
export async function nameReSplit(
  path: string,
  fnames: readonly string[],
  pattern: RegExp | string,
  options: ListSplitOptions,
): Promise<DataSplit> {
  return nameFuncSplit(path, fnames, labelByPattern(pattern), options);
}

/** What the first group of `pattern` finds in a path. @throws InvalidArgumentError where it finds nothing */
export function labelByPattern(pattern: RegExp | string): (path: string) => string {
  const { source, flags } = new RegExp(pattern);
  // A global or sticky expression would go on from where the photo before ended.
  const expression = new RegExp(source, flags.replace(/[gy]/g, ''));
  return (name) => {
    const found = expression.exec(name)?.[1];
    if (found !== undefined) return found;
    const expected = `an expression whose first group is found in ${name}`;
    throw new InvalidArgumentError('pattern', String(pattern), expected);
  };
}

/** What pandas reads as "no value" in a table. */
const pandasNaValues: readonly string[] =
  '#N/A|#N/A N/A|#NA|-1.#IND|-1.#QNAN|-NaN|-nan|1.#IND|1.#QNAN|<NA>|N/A|NA|NULL|NaN|None|n/a|nan|null'.split(
    '|',
  );

/** Whether a cell or value says that there is no label. @param naValues texts that do, besides the empty one */
export function isMissing(label: unknown, naValues: readonly string[] = pandasNaValues): boolean {
  if (typeof label === 'string') return label.trim() === '' || naValues.includes(label.trim());
  return label === undefined || label === null || Number.isNaN(label);
}

/** The photos that have a label, their class names with composed letters; the others are named in a notice. */
export function withoutMissing(
  root: string,
  items: readonly LabelledItem[],
  { naValues }: { readonly naValues?: readonly string[] },
  notices: string[],
): LabelledItem[] {
  const isOut = ({ label }: LabelledItem): boolean => isMissing(label, naValues);
  const out = items.filter(isOut);
  if (out.length > 0) {
    const names = out.slice(0, 5).map((item) => `${photoIdentity(root, item.path)} (${shown(item.label)})`);
    const more = out.length > 5 ? ` and ${out.length - 5} more` : '';
    const count =
      out.length === 1 ? '1 photo without a label was' : `${out.length} photos without a label were`;
    notices.push(`${count} left out: ${names.join(', ')}${more}.`);
  }
  return items.filter((item) => !isOut(item)).map(({ path, label }) => ({ path, label: composed(label) }));
}

function shown(label: unknown): string {
  return typeof label === 'string' ? `“${label}”` : String(label);
}

/** Two spellings of `ä` are one class; in a list of labels the empty ones do not count. */
function composed(label: LabelledItem['label']): LabelledItem['label'] {
  if (typeof label === 'string') return label.normalize('NFC');
  return typeof label === 'object'
    ? [...new Set(label.filter((name) => !isMissing(name, [])).map((name) => String(name).normalize('NFC')))]
    : label;
}
