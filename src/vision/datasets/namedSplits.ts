import { resolve } from 'node:path';
import { expandPath, InvalidArgumentError } from '../../core/index.js';
import { type LabelledItem, sortPaths } from '../../data/index.js';
import type { DataSplit } from './dataSplit.js';
import { type ListSplitOptions, listSplit } from './listSplit.js';
import { findPhotos } from './partFolders.js';

/** A label as a list or a function gives it: a class name, several of them, or a number. */
export type PhotoLabel = NonNullable<LabelledItem['label']>;

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
  labelFunc: (path: string) => PhotoLabel | null | undefined,
  options: ListSplitOptions,
): Promise<DataSplit> {
  // Sorted, so that the order of the photos does not depend on the system that lists them.
  const sorted = sortPaths(
    fnames.map((name) => resolve(expandPath(path), name)),
    expandPath(path),
  );
  const labels = sorted.map((name) => labelFunc(name.replaceAll('\\', '/')));
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
