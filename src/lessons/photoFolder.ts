import { stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { PathNotFoundError, shownPath } from '../core/index.js';
import { EmptyDatasetError, listImageFiles, PhotoFolderError, subfolders } from '../data/index.js';

/** What `ImageDataBunch.fromFolder` is to be told of a folder: its own train and valid folders, or a share put aside. */
export interface PhotoSplit {
  /** Folder of the class folders, below the set's. */
  readonly train: string;
  /** The one with those for validation, where there is one. */
  readonly valid?: string;
  /** Else the share of photos that is put aside. */
  readonly validPct?: number;
  /** Seed of that share's choice. */
  readonly seed?: number;
}

/** A folder of labelled photos as it was found. */
export interface PhotoFolder {
  /** The folder to read from. */
  readonly path: string;
  readonly classes: readonly string[];
  /** Photos in the train folder, or in all class folders. */
  readonly train: number;
  /** Photos in the folder for validation, where there is one. */
  readonly valid?: number;
  readonly split: PhotoSplit;
  /** Sentences on what will not work well. */
  readonly hints: readonly string[];
}

const trainNames = /^train(ing)?$/i;
/** In order of preference; a competition's `test` holds photos without classes, and is taken only where it does not. */
const validNames = [/^val(id|idation)?$/i, /^test(ing)?$/i];
const classRemedy = 'Make one folder for each class, named after it, and put its photos there.';

/**
 * Reads how a folder of photos is laid out: class folders, or class folders in `train` and `valid` (`validation`, `test`),
 * maybe one folder deeper, as some archives have it.
 *
 * @throws {PathNotFoundError} when there is nothing
 * @throws {EmptyDatasetError} when it holds no photo
 * @throws {PhotoFolderError} when it is a file, or the photos are not in two class folders at least
 */
export async function readPhotoFolder(folder: string, remedy?: string): Promise<PhotoFolder> {
  const path = await setFolder(folder, remedy);
  const names = await subfolders(path);
  const train = names.find((name) => trainNames.test(name));
  const photos = await countPhotos(train === undefined ? path : join(path, train));
  if (photos.all === 0)
    throw new EmptyDatasetError(path, 'There are no photos in the folder', `${classRemedy}`);
  requireClasses(path, photos);
  const valid = train === undefined ? undefined : await validFolder(path, names);
  const share = { validPct: 0.2, seed: 42 };
  return {
    path,
    classes: [...photos.byClass.keys()].sort(),
    train: photos.all - photos.loose,
    ...(valid && { valid: valid.photos.all - valid.photos.loose }),
    split: { train: train ?? '.', ...(valid ? { valid: valid.name } : share) },
    hints: [...hintsOn(photos), ...(valid ? unknownClasses(photos, valid.photos) : [])],
  };
}

/** The folder itself, or the one that lies in it alone and holds the classes. */
async function setFolder(folder: string, remedy?: string): Promise<string> {
  const found = await stat(folder).catch(() => undefined);
  if (found === undefined) throw new PathNotFoundError(folder, 'folder', remedy);
  if (!found.isDirectory())
    throw new PhotoFolderError(
      folder,
      'file',
      `${shownPath(folder)} is a file, not a folder of photos.`,
      'Unpack an archive first, and name the folder that comes out of it.',
    );
  const [only, ...others] = await subfolders(folder);
  if (only === undefined || others.length > 0 || trainNames.test(only)) return folder;
  const inner = join(folder, only);
  return (await subfolders(inner)).length > 0 ? setFolder(inner) : folder;
}

interface PhotoCount {
  readonly all: number;
  /** Photos that lie right in the folder, in no class. */
  readonly loose: number;
  readonly byClass: ReadonlyMap<string, number>;
}

async function countPhotos(folder: string): Promise<PhotoCount> {
  const { images } = await listImageFiles(folder);
  const byClass = new Map<string, number>();
  for (const path of images) {
    if (dirname(path) === folder) continue;
    const name = basename(dirname(path)).normalize('NFC');
    byClass.set(name, (byClass.get(name) ?? 0) + 1);
  }
  const labelled = [...byClass.values()].reduce((sum, n) => sum + n, 0);
  return { all: images.length, loose: images.length - labelled, byClass };
}

async function validFolder(
  path: string,
  names: readonly string[],
): Promise<{ name: string; photos: PhotoCount } | undefined> {
  for (const pattern of validNames) {
    const name = names.find((each) => pattern.test(each));
    const photos = name === undefined ? undefined : await countPhotos(join(path, name));
    if (name !== undefined && photos !== undefined && photos.byClass.size > 1) return { name, photos };
  }
  return undefined;
}

function requireClasses(path: string, { all, byClass }: PhotoCount): void {
  const [only] = byClass.keys();
  const shown = shownPath(path);
  if (only === undefined)
    throw new PhotoFolderError(
      path,
      'loose',
      `The ${all} photos in ${shown} lie side by side: nothing says which class each is of.`,
      classRemedy,
    );
  if (byClass.size === 1)
    throw new PhotoFolderError(
      path,
      'oneClass',
      `All photos in ${shown} are of one class, “${only}”: a classifier learns to tell at least two apart.`,
      'Add a folder with photos of another class beside it.',
    );
}

/** Fewer photos of a class than this let no number be trusted. */
const few = 10;

function hintsOn({ loose, byClass }: PhotoCount): string[] {
  const [name, least] = [...byClass].reduce((a, b) => (b[1] < a[1] ? b : a));
  return [
    ...(loose > 0 ? [`${loose} photos lie beside the class folders and are left out.`] : []),
    ...(least < few
      ? [`“${name}” has ${least} only: enough to see every step run, too few to trust a number.`]
      : []),
  ];
}

function unknownClasses(train: PhotoCount, valid: PhotoCount): string[] {
  const unknown = [...valid.byClass.keys()].filter((name) => !train.byClass.has(name));
  return unknown.length === 0
    ? []
    : [`${unknown.map((name) => `“${name}”`).join(', ')} is for validation only: nobody learns it.`];
}
