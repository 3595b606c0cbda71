import { basename } from 'node:path';
import { expandPath, InvalidArgumentError } from '../../core/index.js';
import { EmptyDatasetError, type LabelledItem } from '../../data/index.js';
import { listSplit } from '../datasets/listSplit.js';
import { type DataSplit, type PhotoRecord, photoIdentity, type Side } from '../datasets/split.js';
import { missingNotice, photosOfRows } from '../datasets/tableSplit.js';
import type { ImageStats } from '../transforms/colours.js';
import type { DataBunchOptions } from './bunchLoaders.js';

/** How a table names its photos. */
export interface ImageTableOptions {
  /** Column of the file names: its name or number. @default 0 */
  readonly cols?: string | number;
  /** Folder of the photos, below the path. @default '' */
  readonly folder?: string;
  /** What the names in the table lack, e.g. `.jpg`. @default '' */
  readonly suffix?: string;
}

/** A photo of an image list, with the row of the table that it came from. */
export interface ListedPhoto {
  /** Absolute. */
  readonly path: string;
  readonly record?: PhotoRecord;
}

/** Says the side of a photo; `undefined`: it is in neither part. */
export type SideRule = (photo: ListedPhoto, index: number) => Side | undefined;

/** Says the label of a photo; nothing where it has none. */
export type LabelRule = (photo: ListedPhoto, index: number) => LabelledItem['label'] | null;

/** By lot, or by a rule that may have to be read first. */
export type SplitStep =
  | { readonly validPct: number; readonly seed: number | string | undefined }
  | { readonly rule: (root: string) => SideRule | Promise<SideRule> };

/** What an image list has been told so far. */
export interface ImageRecipe {
  readonly path: string;
  readonly read: () => Promise<readonly ListedPhoto[]>;
  readonly split?: SplitStep;
  readonly label?: LabelRule;
  readonly targetKind?: LabelledTarget;
  /** Paths of unlabelled photos. */
  readonly test?: () => Promise<readonly string[]>;
  readonly options: DataBunchOptions;
  readonly stats?: ImageStats;
}

/** What labels are. */
export type LabelledTarget = 'single' | 'multi' | 'number';

/**
 * Reads what an image list was told.
 * @throws InvalidArgumentError when it was not told how to split or to label
 */
export async function readRecipe(recipe: ImageRecipe): Promise<DataSplit> {
  const root = expandPath(recipe.path);
  const { split, label } = recipe;
  if (!split) throw forgotten('split', 'splitByRandPct(), splitByFolder() or splitNone()');
  if (!label) throw forgotten('label', 'labelFromFolder(), labelFromRe() or labelFromFunc()');
  const photos = await recipe.read();
  if (photos.length === 0)
    throw new EmptyDatasetError(root, 'There are no photos in the list', 'Look at the path and the filters.');
  const sides = 'rule' in split ? await split.rule(root) : undefined;
  const sideOf = new Map<string, Side>();
  const items = photos.flatMap((photo, i): LabelledItem[] => {
    const side = sides?.(photo, i);
    if (sides && (side === undefined || side === 'test')) return [];
    if (side !== undefined) sideOf.set(photo.path, side);
    return [{ path: photo.path, label: label(photo, i) ?? undefined }];
  });
  const lots = 'rule' in split ? {} : { validPct: split.validPct, ...given('seed', split.seed) };
  const test = recipe.test && (await recipe.test());
  const options = { ...lots, ...given('targetKind', recipe.targetKind), ...given('test', test) };
  return listSplit(root, items, options, {
    sideOf: ({ path }) => sideOf.get(path) as 'train' | 'valid' | undefined,
  });
}

function given<K extends string, T>(name: K, value: T | undefined): { [P in K]?: T } {
  return (value === undefined ? {} : { [name]: value }) as { [P in K]?: T };
}

function forgotten(what: string, ways: string): InvalidArgumentError {
  return new InvalidArgumentError(what, undefined, `said before databunch(): ${ways}`);
}

/** A path with `/`, on every system. */
export function slashed(path: string): string {
  return path.replaceAll('\\', '/');
}

/** Says which photos are for validation, by names of files or paths below the root. */
export function namedIn(root: string, names: readonly string[]): (photo: ListedPhoto) => 'train' | 'valid' {
  const chosen = new Set(names.map((name) => slashed(name).normalize('NFC')));
  return ({ path }) => {
    const identity = photoIdentity(root, path);
    return chosen.has(identity) || chosen.has(basename(identity)) || chosen.has(slashed(path))
      ? 'valid'
      : 'train';
  };
}

/** The photos that the rows of a table name; those that are not there are named. */
export async function tablePhotos(
  path: string,
  records: readonly PhotoRecord[],
  { cols = 0, ...places }: ImageTableOptions,
): Promise<readonly ListedPhoto[]> {
  const nameOf = (record: PhotoRecord): unknown => cellOf(record, cols);
  const { found, missing } = await photosOfRows(expandPath(path), records, nameOf, places);
  for (const notice of missingNotice(missing)) console.warn(notice);
  return found;
}

/** What a photo's row says in a column. @throws InvalidArgumentError for a column that is not there, or a list that came from no table */
export function cellOf(record: PhotoRecord | undefined, column: string | number): unknown {
  const columns = Object.keys(record ?? {});
  const key = typeof column === 'number' ? columns[column] : column;
  if (record && key !== undefined && Object.hasOwn(record, key)) return record[key];
  const expected = record
    ? `one of ${columns.join(', ')}`
    : 'a column of a table: the list came from a folder';
  throw new InvalidArgumentError('column', column, expected);
}
