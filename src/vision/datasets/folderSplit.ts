import { basename, dirname, join, relative, resolve } from 'node:path';
import { expandPath, PathNotFoundError, shownPath } from '../../core/index.js';
import {
  EmptyDatasetError,
  isFolder,
  type LabelledItem,
  listImageFiles,
  originalNames,
  relativePath,
  type SkippedFile,
  subfolders,
} from '../../data/index.js';
import { type DataSplit, photoIdentity, splitByPercent, splitNotices } from './split.js';

/** Where the photos of a folder data set lie; names and defaults are fastai's. */
export interface FolderSplitOptions {
  /** Folder of the training classes, below the path. @default 'train' ('.' with `validPct`) */
  readonly train?: string;
  /** Folder of the validation classes, below the path; not used with `validPct`. @default 'valid' */
  readonly valid?: string;
  /** Folder of unlabelled photos, below the path. */
  readonly test?: string;
  /**
   * Share of the training photos to validate on. Which ones depends on each photo's path and the seed alone, so that
   * it stays the same when others come or go; the share itself differs by what chance gives.
   * @default none: the `valid` folder
   */
  readonly validPct?: number;
  /** Seed of that choice. @default 42 */
  readonly seed?: number | string;
  /** Take these classes only. @default all */
  readonly classes?: readonly string[];
}

/**
 * Reads a folder with one sub-folder for each class: `train/CLASS` and `valid/CLASS`, or, with `validPct`, class
 * folders anywhere below the path. The label of a photo is the name of its folder. Links to folders are followed.
 *
 * @throws PathNotFoundError for a missing folder
 * @throws EmptyDatasetError when there are no photos in class folders
 */
export async function folderSplit(path: string, options: FolderSplitOptions = {}): Promise<DataSplit> {
  const root = expandPath(path);
  if (!(await isFolder(root))) throw new PathNotFoundError(root);
  const { trainRoot, validRoot, testRoot } = await foldersOf(root, options);
  const notices: string[] = [];
  const parts = await partFolders(trainRoot, { testRoot, validRoot });
  notices.push(...parts.notices);
  const exclude = [...parts.leftOut, testRoot, validRoot].filter((folder) => folder !== undefined);
  const all = await readClasses(trainRoot, exclude, options.classes, notices);
  if (all.length === 0)
    throw new EmptyDatasetError(trainRoot, 'There are no photos in class folders', classRemedy);
  const [train, valid] = validRoot
    ? [all, await readClasses(validRoot, [], options.classes, notices)]
    : await splitByPath(root, all, options, notices);
  const test = testRoot === undefined ? undefined : await readTest(testRoot, notices);
  const classes = [...new Set([...train, ...valid].map(({ label }) => label as string))].sort();
  notices.push(...partClasses(classes));
  notices.push(...(await classNotices(trainRoot, exclude, options.classes, train, classes)));
  return { path: root, train, valid, test, classes, targetKind: 'single', notices };
}

const remedy =
  'Give the folders by `train` and `valid`, or write { train: ".", validPct: 0.2 } for class folders without a split.';
const classRemedy = 'Put the photos of each class in a folder of its own, named after the class.';

interface Folders {
  readonly trainRoot: string;
  /** Absent where a share is for validation. */
  readonly validRoot: string | undefined;
  readonly testRoot: string | undefined;
}

async function foldersOf(
  root: string,
  { train, valid, test, validPct }: FolderSplitOptions,
): Promise<Folders> {
  const trainRoot = resolve(root, train ?? (validPct === undefined ? 'train' : '.'));
  const validRoot = validPct === undefined ? resolve(root, valid ?? 'valid') : undefined;
  const testRoot = test === undefined ? undefined : resolve(root, test);
  for (const folder of [trainRoot, validRoot])
    if (folder !== undefined && !(await isFolder(folder)))
      throw new PathNotFoundError(folder, 'folder', remedy);
  return { trainRoot, validRoot, testRoot };
}

/** Splits by the paths; a photo that a cleaner has moved to another class stays on its side. */
async function splitByPath(
  root: string,
  items: readonly LabelledItem[],
  { validPct = 0, seed }: FolderSplitOptions,
  notices: string[],
): Promise<[LabelledItem[], LabelledItem[]]> {
  const origins = await originalNames(root);
  const identityOf = ({ path }: LabelledItem): string =>
    photoIdentity(root, resolve(root, origins.get(relativePath(root, path)) ?? path));
  const [train, valid] = splitByPercent(items, validPct, identityOf, seed);
  notices.push(...splitNotices(train, valid, validPct));
  return [train, valid];
}

async function readClasses(
  folder: string,
  exclude: readonly string[],
  classes: readonly string[] | undefined,
  notices: string[],
): Promise<LabelledItem[]> {
  const wanted = classes && new Set(classes.map((name) => name.normalize('NFC')));
  const { images, skipped } = await listImageFiles(folder, { exclude });
  const items = images
    .filter((path) => dirname(path) !== folder)
    // Some systems write `ä` as two characters: two spellings of a name are one class.
    .map((path) => ({ path, label: basename(dirname(path)).normalize('NFC') }))
    .filter(({ label }) => wanted === undefined || wanted.has(label));
  noteSkipped(
    folder,
    skipped.filter(({ path, isLink }) => isLink || dirname(path) !== folder),
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

/** Folders that are parts of a data set and no classes: what was left out, and what to tell. */
export interface PartFolders {
  /** Absolute. */
  readonly leftOut: readonly string[];
  readonly notices: readonly string[];
}

const trainNames = /^train(ing)?$/i;
const validNames = /^val(id|idation)?$/i;
const testNames = /^test([-_ ]?\d+|ing|[-_ ]?set|[-_ ]?stg\d+)?$/i;
const sampleNames = /^samples?$/i;

/**
 * Looks for the layout of a competition (`train`, `valid`, `test1`, `sample/train`) where class folders are read from
 * the top: parts for training and validation are read as one, `test` and copies in `sample` are left out.
 *
 * @param named folders that the user has named
 */
export async function partFolders(
  root: string,
  named: { readonly testRoot: string | undefined; readonly validRoot: string | undefined },
): Promise<PartFolders> {
  const given = [named.testRoot, named.validRoot];
  const names = (await subfolders(root)).filter((name) => !given.includes(join(root, name)));
  const inside = names.filter((name) => trainNames.test(name) || validNames.test(name));
  const hasTrain = inside.some((name) => trainNames.test(name));
  const tests = names.filter((name) => name === 'test' || (hasTrain && testNames.test(name)));
  const samples = hasTrain ? await copies(root, names) : [];
  const notices = [
    ...(inside.length > 0 && !named.validRoot ? [readAsOne(inside)] : []),
    ...tests.map(
      (name) => `The folder ${name} is no class; to predict on its photos, name it by { test: "${name}" }.`,
    ),
    ...samples.map(
      (name) => `The folder ${name} was left out: it has a train folder of its own, as copies of photos do.`,
    ),
  ];
  return { leftOut: [...tests, ...samples].map((name) => join(root, name)), notices };
}

/** Classes that got the name of a part, because photos lie right in its folder. */
export function partClasses(classes: readonly string[]): string[] {
  return classes
    .filter((name) => [trainNames, validNames, testNames].some((pattern) => pattern.test(name)))
    .map(
      (name) =>
        `The class ${name} is the folder ${name}, right in which photos lie. Where file names hold the classes, read them by fromNameRe.`,
    );
}

function readAsOne(inside: readonly string[]): string {
  const [train, valid] = [trainNames, validNames].map((pattern) => inside.find((name) => pattern.test(name)));
  const other =
    train && valid
      ? `{ train: "${train}", valid: "${valid}" } without validPct`
      : `{ train: "${inside[0]}" }`;
  const what = inside.length > 1 ? 'The photos of the folders' : 'The photos of the folder';
  return `${what} ${inside.join(' and ')} were read as one set, split anew by validPct; to take them as they are, give ${other}.`;
}

async function copies(root: string, names: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const name of names)
    if (sampleNames.test(name) && (await subfolders(join(root, name))).some((part) => trainNames.test(part)))
      found.push(name);
  return found;
}

/** Classes that will not work well: folders without photos, classes with one photo, a set of a single class. */
export async function classNotices(
  trainRoot: string,
  exclude: readonly string[],
  wanted: readonly string[] | undefined,
  train: readonly LabelledItem[],
  classes: readonly string[],
): Promise<string[]> {
  const counts = new Map<string, number>(classes.map((name) => [name, 0]));
  for (const { label } of train) counts.set(label as string, (counts.get(label as string) ?? 0) + 1);
  const folders = (await subfolders(trainRoot)).filter((name) => !exclude.includes(join(trainRoot, name)));
  const empty: string[] = [];
  for (const name of wanted ?? folders)
    if (!counts.has(name.normalize('NFC')) && (await hasNoPhotos(join(trainRoot, name)))) empty.push(name);
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
