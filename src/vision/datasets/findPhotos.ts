import { access, readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { inParallel } from '../../data/index.js';

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
