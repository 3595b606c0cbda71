import { basename, join } from 'node:path';
import { isFolder, type LabelledItem, listImageFiles, subfolders } from '../../data/index.js';

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
