import { join, relative } from 'node:path';
import { expandPath, PathNotFoundError } from '../../core/index.js';
import {
  EmptyDatasetError,
  isFolder,
  type LabelledItem,
  listImageFiles,
  subfolders,
} from '../../data/index.js';
import { splitNotices } from '../datasets/notices.js';
import { photoIdentity } from '../datasets/photoItem.js';
import { splitByPercent } from '../datasets/splitByPercent.js';

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
