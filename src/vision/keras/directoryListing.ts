import { join, relative } from 'node:path';
import { expandPath, InvalidArgumentError, PathNotFoundError } from '../../core/index.js';
import {
  EmptyDatasetError,
  isFolder,
  type LabelledItem,
  listImageFiles,
  subfolders,
} from '../../data/index.js';
import { tf } from '../../engine/index.js';
import { photoIdentity, splitByPercent, splitNotices } from '../datasets/split.js';

/** How a generator gives class indices: rows of 0 and 1, one number of 0 or 1, or the index. */
export type ClassMode = 'categorical' | 'binary' | 'sparse' | null;

/** Targets of a batch: `[n, classes]` for categorical, else `[n]`, all float32; −1 without a class mode. */
export function classTargets(indices: readonly number[], mode: ClassMode, classes: number): tf.Tensor {
  if (mode !== 'categorical')
    return tf.tensor1d(mode === null ? indices.map(() => -1) : [...indices], 'float32');
  return toCategorical(indices, classes);
}

/** @throws InvalidArgumentError for a binary mode with other than two classes */
export function assertClassMode(mode: ClassMode, classes: readonly string[]): void {
  if (mode === 'binary' && classes.length !== 2)
    throw new InvalidArgumentError(
      'classMode',
      mode,
      `'categorical' or 'sparse' for the ${classes.length} classes ${classes.join(', ')}`,
    );
}

/**
 * Class indices as rows with one 1 (Keras: `to_categorical`), float32 `[n, classes]`.
 * @param numClasses columns. @default the largest index and one
 * @throws InvalidArgumentError for an index that is no column
 * @example
 * ```ts
 * import { toCategorical } from 'tsvision';
 * toCategorical([0, 2]).arraySync(); // → [ [ 1, 0, 0 ], [ 0, 0, 1 ] ]
 * ```
 */
export function toCategorical(
  indices: readonly number[] | Int32Array | Uint8Array | tf.Tensor1D,
  numClasses?: number,
): tf.Tensor2D {
  const list =
    Array.isArray(indices) || ArrayBuffer.isView(indices)
      ? [...(indices as Int32Array)]
      : [...(indices as tf.Tensor1D).dataSync()];
  const columns = numClasses ?? list.reduce((most, index) => Math.max(most, index), -1) + 1;
  const values = new Float32Array(list.length * columns);
  list.forEach((index, row) => {
    if (!(Number.isInteger(index) && index >= 0 && index < columns))
      throw new InvalidArgumentError('indices', index, `integers of 0 to ${columns - 1}`);
    values[row * columns + index] = 1;
  });
  return tf.tensor2d(values, [list.length, columns]);
}

/** Photos of a folder with one sub-folder for each class. */
export interface DirectoryListing {
  readonly root: string;
  readonly items: readonly LabelledItem[];
  readonly classes: readonly string[];
}

/** Which photos of a folder a generator takes. */
export interface DirectoryListingOptions {
  /** Names of the classes, in the order of their indices. @default all sub-folders, sorted */
  readonly classes?: readonly string[] | undefined;
  /** Share of the validation subset. Who belongs to it depends on each photo's path below the folder alone. */
  readonly validationSplit: number;
  readonly subset?: 'training' | 'validation' | undefined;
}

/**
 * Lists the photos below class folders; all that lies in a class folder, at any depth, is of that class.
 * @throws PathNotFoundError for a missing folder
 * @throws EmptyDatasetError when there are no class folders or no photos
 */
export async function listDirectory(
  directory: string,
  options: DirectoryListingOptions,
): Promise<DirectoryListing> {
  const root = expandPath(directory);
  if (!(await isFolder(root))) throw new PathNotFoundError(root);
  const folders = await classFolders(root, options.classes);
  const all: LabelledItem[] = [];
  for (const [label, names] of folders)
    for (const name of names)
      all.push(...(await listImageFiles(join(root, name))).images.map((path) => ({ path, label })));
  const items = subsetOf(root, all, options);
  const classes = [...folders.keys()];
  if (items.length === 0)
    throw new EmptyDatasetError(
      root,
      all.length === 0 ? 'There are no photos in class folders' : `No photo is for ${options.subset}`,
      'Put the photos of each class in a folder of its own.',
    );
  return { root, items, classes };
}

/** Path below the listing's folder, with `/`. */
export function nameBelow(root: string, path: string): string {
  return relative(root, path).replaceAll('\\', '/');
}

/** Folders of each class, as a rule one: a system may hold a name with `ä` as one character and as two. */
async function classFolders(
  root: string,
  wanted: readonly string[] | undefined,
): Promise<Map<string, string[]>> {
  const folders = await subfolders(root);
  const classes = wanted ?? folders;
  const composed = [...new Set(classes.map((name) => name.normalize('NFC')))];
  return new Map(
    composed.map((label) => {
      const names = folders.filter((name) => name.normalize('NFC') === label);
      return [label, names.length > 0 ? names : [label]];
    }),
  );
}

function subsetOf(
  root: string,
  items: readonly LabelledItem[],
  { subset, validationSplit }: DirectoryListingOptions,
): readonly LabelledItem[] {
  if (subset === undefined) return items;
  // Not by the generator's seed: two generators with other seeds would share photos.
  const parts = splitByPercent(items, validationSplit, ({ path }) => photoIdentity(root, path));
  for (const notice of splitNotices(...parts, validationSplit)) console.warn(notice);
  return parts[subset === 'training' ? 0 : 1];
}
