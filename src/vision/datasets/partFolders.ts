import { access, readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { inParallel, subfolders } from '../../data/index.js';

/**
 * The paths under which photos are on the disk, `undefined` for those that are not: a name may be written there with
 * `ä` as one character or as two, and in a table the other way.
 */
export async function findPhotos(paths: readonly string[]): Promise<(string | undefined)[]> {
  const folders = new Map<string, Promise<Map<string, string>>>();
  const namesIn = (folder: string): Promise<Map<string, string>> => {
    const names = folders.get(folder) ?? composedNames(folder);
    folders.set(folder, names);
    return names;
  };
  const find = async (path: string): Promise<string | undefined> => {
    if (await isThere(path)) return path;
    const folder = dirname(path) === path ? undefined : await find(dirname(path));
    const name = folder && (await namesIn(folder)).get(basename(path).normalize('NFC'));
    return folder && name && join(folder, name);
  };
  return inParallel(paths, 64, find);
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

async function composedNames(folder: string): Promise<Map<string, string>> {
  const names = await readdir(folder).catch(() => []);
  return new Map(names.map((name) => [name.normalize('NFC'), name]));
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
