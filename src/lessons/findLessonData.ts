import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  cacheFolder,
  expandPath,
  InvalidArgumentError,
  isTsvisionError,
  realDataFolder,
  shownPath,
} from '../core/index.js';
import { fetchSet } from './fetchSet.js';
import { readIdxFolder } from './idxFolder.js';
import { LessonData } from './lessonData.js';
import { type LessonName, type LessonSet, lessonSets } from './lessonSets.js';
import { type PhotoFolder, readPhotoFolder } from './photoFolder.js';

/** Which photos a lesson takes. */
export interface LessonDataOptions {
  /** A folder of your own: one folder with photos for each class, or these in `train` and `valid`. @default none */
  readonly folder?: string | undefined;
  /** Fetches the course's photos where this machine has none, and says first how much that is. @default false */
  readonly download?: boolean | undefined;
  /** Ends the download; the next one goes on there. @default the notebook's interrupt */
  readonly signal?: AbortSignal | undefined;
}

/**
 * The photos of a lesson, the first of these that are there: the folder that `folder` or a variable names
 * (`TSVISION_BEARS`, `TSVISION_CATS_AND_DOGS`, `TSVISION_FLOWERS`, `TSVISION_DIGITS`); the set in the folder of all
 * sets, `TSVISION_DATA`; what was fetched before; with `download`, the course's own photos; drawn ones. As the last
 * expression of a cell it says in a line which it was and how to change that. With `TSVISION_FAST=1` always a few drawn
 * ones, for a quick look at whether a lesson runs.
 *
 * @param name which set
 * @throws {PathNotFoundError} when the named folder is not there
 * @throws {EmptyDatasetError} when it holds no photo
 * @throws {PhotoFolderError} when its photos are of one class, or in no class folders
 * @example
 * ```ts
 * import { lessonData } from 'tsvision';
 * const pets = await lessonData('catsAndDogs');
 * pets.classes; // → [ 'cats', 'dogs' ]
 * ```
 */
export async function lessonData(name: LessonName, options: LessonDataOptions = {}): Promise<LessonData> {
  const set = Object.hasOwn(lessonSets, name) ? lessonSets[name] : undefined;
  if (!set) throw new InvalidArgumentError('name', name, `one of ${Object.keys(lessonSets).join(', ')}`);
  return findLessonData(set, options);
}

/** {@link lessonData} of any set. */
export async function findLessonData(
  set: LessonSet,
  options: LessonDataOptions & { readonly patience?: number } = {},
): Promise<LessonData> {
  // A wrong name is an error in the fast mode too: one would learn of it an hour later.
  const named = await namedFolder(set, options.folder);
  if (process.env.TSVISION_FAST === '1') return drawn(set, 'TSVISION_FAST is set', true);
  if (named) return new LessonData(set, 'named', named);
  const missed: string[] = [];
  const own = await setInDataFolder(set, missed);
  if (own) return new LessonData(set, 'data', own);
  const before = await fetchedBefore(set, missed);
  if (before) return new LessonData(set, 'fetched', before);
  if (!options.download) return drawn(set, ['there are no real ones on this machine', ...missed].join('; '));
  if (!set.url) return drawn(set, 'nobody publishes the course’s own');
  const answer = await fetchSet(set.url, options);
  if ('why' in answer) return drawn(set, `the course’s could not be fetched: ${answer.why}`);
  return new LessonData(set, 'fetched', await readSet(set, answer.folder));
}

async function namedFolder(set: LessonSet, folder: string | undefined): Promise<PhotoFolder | undefined> {
  const named = folder ?? process.env[set.variable];
  if (!named) return undefined;
  const remedy = folder ? undefined : `${set.variable} names it; correct or unset it.`;
  return readSet(set, expandPath(named), remedy);
}

async function setInDataFolder(set: LessonSet, missed: string[]): Promise<PhotoFolder | undefined> {
  const folder = realDataFolder();
  if (folder !== undefined) return readable(set, join(folder, set.folder), missed);
  if (process.env.TSVISION_DATA) missed.push('TSVISION_DATA names a folder that is not there');
  return undefined;
}

async function fetchedBefore(set: LessonSet, missed: string[]): Promise<PhotoFolder | undefined> {
  for (const name of [set.url?.name, set.folder]) {
    const found = name && (await readable(set, cacheFolder('data', name), missed));
    if (found) return found;
  }
  return undefined;
}

/** Nothing where nothing is, or where it is of no use, which `missed` then says: another place may do. */
async function readable(set: LessonSet, folder: string, missed: string[]): Promise<PhotoFolder | undefined> {
  if (!existsSync(folder)) return undefined;
  try {
    return await readSet(set, folder);
  } catch (error) {
    if (!isTsvisionError(error)) throw error;
    missed.push(`${shownPath(folder)} holds none that can be used`);
    return undefined;
  }
}

async function readSet(set: LessonSet, folder: string, remedy?: string): Promise<PhotoFolder> {
  const digits = set.name === 'digits' ? await readIdxFolder(folder) : undefined;
  return digits ?? readPhotoFolder(folder, remedy);
}

async function drawn(set: LessonSet, why: string, fast = false): Promise<LessonData> {
  const n = fast ? 24 : 80;
  const { path, classes } = await set.draw({ n });
  const split = { train: '.', validPct: 0.2, seed: 42 };
  const photos = { path, classes, train: n * classes.length, split, hints: [] };
  return new LessonData(set, 'drawn', photos, { why, fast });
}
