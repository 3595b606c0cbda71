import { readdir, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { EmptyDatasetError, expandPath, PathNotFoundError } from '../../core/index.js';
import { type LabelledItem, listImageFiles } from '../../data/index.js';

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
  /** Share of each class that belongs to the validation subset: its first photos. */
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
  if (!(await stat(root).catch(() => undefined))?.isDirectory()) throw new PathNotFoundError(root);
  const classes = options.classes ?? (await subfolders(root));
  const items: LabelledItem[] = [];
  for (const label of classes) {
    const { images } = await listImageFiles(join(root, label));
    const count = Math.floor(images.length * options.validationSplit);
    const from = options.subset === 'training' ? count : 0;
    const to = options.subset === 'validation' ? count : images.length;
    items.push(...images.slice(from, to).map((path) => ({ path, label })));
  }
  if (items.length === 0)
    throw new EmptyDatasetError(
      root,
      'There are no photos in class folders',
      'Put the photos of each class in a folder of its own.',
    );
  return { root, items, classes };
}

/** Path below the listing's folder, with `/`. */
export function nameBelow(root: string, path: string): string {
  return relative(root, path).replaceAll('\\', '/');
}

async function subfolders(root: string): Promise<string[]> {
  const entries = await readdir(root, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => name)
    .sort();
}
