import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCnn, ImageDataBunch, imagenetStats, models } from '../../../src/index.js';
import { drawPhotos } from '../drawnPhotos.js';

/** The folder that a small learner exports for these classes, from a few drawn photos of each. */
export async function exportedFolder(name: string, classes: readonly string[]): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'tsvision-web-'));
  const perClass = 4;
  // Names of classes are no names of folders: they may hold anything.
  const folders = classes.map((_, i) => `c${i}`);
  await drawPhotos(root, folders, perClass);
  const files = folders.flatMap((folder, c) =>
    Array.from({ length: perClass }, (_, i) => `${folder}/${c}${i}.jpg`),
  );
  const labels = classes.flatMap((label) => Array<string>(perClass).fill(label));
  const data = await ImageDataBunch.fromLists(root, files, labels, {
    validPct: 0.25,
    seed: 3,
    size: 64,
    bs: 4,
  });
  data.normalize(imagenetStats);
  const learn = await createCnn(data, models.tinyresnet, { path: root, trainBn: false });
  return learn.export({ path: name, format: 'web', explain: true });
}
