import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { EmptyDatasetError, expandPath, PathNotFoundError, shownPath } from '../../core/index.js';
import { type LabelledItem, listImageFiles, type SkippedFile } from '../../data/index.js';
import type { DataSplit } from './dataSplit.js';
import { splitByPercent } from './splitByPercent.js';

/** Where the photos of a folder data set lie; names and defaults are fastai's. */
export interface FolderSplitOptions {
  /** Folder of the training classes, below the path. @default 'train' ('.' with `validPct`) */
  readonly train?: string;
  /** Folder of the validation classes, below the path; not used with `validPct`. @default 'valid' */
  readonly valid?: string;
  /** Folder of unlabelled photos, below the path. */
  readonly test?: string;
  /** Share of the training photos to validate on, chosen at random. @default none: the `valid` folder */
  readonly validPct?: number;
  /** Seed of that choice. @default 42 */
  readonly seed?: number | string;
  /** Take these classes only. @default all */
  readonly classes?: readonly string[];
}

/**
 * Reads a folder with one sub-folder for each class: `train/CLASS` and `valid/CLASS`, or, with `validPct`, class
 * folders anywhere below the path. The label of a photo is the name of its folder.
 *
 * @throws PathNotFoundError for a missing folder
 * @throws EmptyDatasetError when there are no photos in class folders
 */
export async function folderSplit(path: string, options: FolderSplitOptions = {}): Promise<DataSplit> {
  const root = expandPath(path);
  const { validPct, seed = 42 } = options;
  if (!(await isFolder(root))) throw new PathNotFoundError(root);
  const trainRoot = resolve(root, options.train ?? (validPct === undefined ? 'train' : '.'));
  const validRoot = validPct === undefined ? resolve(root, options.valid ?? 'valid') : undefined;
  for (const folder of [trainRoot, validRoot]) {
    if (folder !== undefined && !(await isFolder(folder)))
      throw new PathNotFoundError(folder, 'folder', remedy);
  }
  const testRoot = options.test === undefined ? undefined : resolve(root, options.test);
  const notices: string[] = [];
  const exclude = [join(root, 'test'), testRoot, validRoot].filter((folder) => folder !== undefined);
  const all = await readClasses(trainRoot, exclude, options.classes, notices);
  if (all.length === 0)
    throw new EmptyDatasetError(trainRoot, 'There are no photos in class folders', classRemedy);
  const [train, valid] = validRoot
    ? [all, await readClasses(validRoot, [], options.classes, notices)]
    : splitByPercent(all, validPct ?? 0, seed);
  const test = testRoot === undefined ? undefined : await readTest(testRoot, notices);
  if (testRoot === undefined && trainRoot === root && (await isFolder(join(root, 'test'))))
    notices.push('The folder test is no class; to predict on its photos, name it by { test: "test" }.');
  const classes = [...new Set([...train, ...valid].map(({ label }) => label as string))].sort();
  notices.push(...(await classNotices(trainRoot, exclude, options.classes, train, classes)));
  return { path: root, train, valid, test, classes, targetKind: 'single', notices };
}

const remedy =
  'Give the folders by `train` and `valid`, or write { train: ".", validPct: 0.2 } for class folders without a split.';
const classRemedy = 'Put the photos of each class in a folder of its own, named after the class.';

async function readClasses(
  folder: string,
  exclude: readonly string[],
  classes: readonly string[] | undefined,
  notices: string[],
): Promise<LabelledItem[]> {
  const { images, skipped } = await listImageFiles(folder, { exclude });
  const items = images
    .filter((path) => dirname(path) !== folder)
    .map((path) => ({ path, label: basename(dirname(path)) }))
    .filter(({ label }) => classes === undefined || classes.includes(label));
  noteSkipped(
    folder,
    skipped.filter(({ path }) => dirname(path) !== folder),
    notices,
  );
  return items;
}

async function readTest(folder: string, notices: string[]): Promise<LabelledItem[]> {
  const { images, skipped } = await listImageFiles(folder);
  noteSkipped(folder, skipped, notices);
  return images.map((path) => ({ path, label: undefined }));
}

function noteSkipped(folder: string, files: readonly SkippedFile[], notices: string[]): void {
  // What a learner saves beside its data is no surprise.
  const skipped = files.filter(({ path }) => !path.endsWith('.safetensors'));
  if (skipped.length === 0) return;
  const names = skipped.slice(0, 5).map(({ path, reason }) => `${relative(folder, path)} (${reason})`);
  const more = skipped.length > 5 ? ` and ${skipped.length - 5} more` : '';
  notices.push(`Left out of ${shownPath(folder)}: ${names.join(', ')}${more}.`);
}

/** Classes that will not work well: folders without photos, and classes with one photo. */
async function classNotices(
  trainRoot: string,
  exclude: readonly string[],
  wanted: readonly string[] | undefined,
  train: readonly LabelledItem[],
  classes: readonly string[],
): Promise<string[]> {
  const counts = new Map<string, number>(classes.map((name) => [name, 0]));
  for (const { label } of train) counts.set(label as string, (counts.get(label as string) ?? 0) + 1);
  const folders = (await readdir(trainRoot, { withFileTypes: true }))
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .filter((entry) => !exclude.includes(join(trainRoot, entry.name)))
    .map((entry) => entry.name);
  const empty: string[] = [];
  for (const name of wanted ?? folders) {
    if (!counts.has(name) && (await hasNoPhotos(join(trainRoot, name)))) empty.push(name);
  }
  return [
    ...empty.map((name) => `The class folder ${name} holds no photos; it is not a class.`),
    ...[...counts]
      .filter(([, count]) => count < 2)
      .map(
        ([name, count]) => `The class ${name} has ${count === 0 ? 'no photo' : 'one photo'} for training.`,
      ),
  ];
}

async function hasNoPhotos(folder: string): Promise<boolean> {
  // `models` and `tmp` take what training saves; they are no classes and no mistake.
  if (['models', 'tmp'].includes(basename(folder))) return false;
  if (!(await isFolder(folder))) return true;
  return (await listImageFiles(folder)).images.length === 0;
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
}
