import { copyFile, readFile, rename, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import type { Random } from '../core/index.js';

/** What can be wrong with a photo of a data set. */
export type ProblemKind =
  | 'mislabelled'
  | 'duplicate'
  | 'nearDuplicate'
  | 'blurred'
  | 'dark'
  | 'notAnImage'
  | 'truncated'
  | 'wrongExtension';

/** One planted problem: the truth that an audit is measured against. */
export interface PlantedProblem {
  /** What is wrong. */
  readonly kind: ProblemKind;
  /** The file, relative to the set's folder. */
  readonly path: string;
  /** Duplicates: the photo that it doubles. Mislabelled: the class that it belongs to. */
  readonly of?: string;
}

/** Changes one photo and says where the result is. */
type Plant = (
  path: string,
  random: Random,
  others: readonly string[],
) => Promise<Omit<PlantedProblem, 'kind'>>;

const beside = (path: string, name: string): string => join(dirname(path), `${name}_${basename(path)}`);

async function rewrite(path: string, change: (photo: Sharp) => Sharp): Promise<{ path: string }> {
  const changed = await change(sharp(await readFile(path)))
    .jpeg({ quality: 85 })
    .toBuffer();
  await writeFile(path, changed);
  return { path };
}

const plants: Readonly<Record<ProblemKind, Plant>> = {
  mislabelled: async (path, random, others) => {
    const target = join(random.choice(others), `x_${basename(path)}`);
    await rename(path, target);
    return { path: target, of: basename(dirname(path)) };
  },
  duplicate: async (path) => {
    const copy = beside(path, 'copy');
    await copyFile(path, copy);
    return { path: copy, of: path };
  },
  nearDuplicate: async (path, random) => {
    const copy = beside(path, 'again');
    const { width } = await sharp(path).metadata();
    await sharp(path)
      .resize(Math.round(width * random.uniform(0.7, 0.9)))
      .modulate({ brightness: random.uniform(0.94, 1.06) })
      .jpeg({ quality: random.int(55, 80) })
      .toFile(copy);
    return { path: copy, of: path };
  },
  blurred: (path, random) => rewrite(path, (photo) => photo.blur(random.uniform(6, 9))),
  dark: (path, random) => rewrite(path, (photo) => photo.linear(random.uniform(0.1, 0.16), 0)),
  notAnImage: async (path) => {
    await writeFile(path, '<!doctype html><title>404</title><h1>This photo has moved</h1>');
    return { path };
  },
  truncated: async (path) => {
    const bytes = await readFile(path);
    await writeFile(path, bytes.subarray(0, Math.floor(bytes.length * 0.4)));
    return { path };
  },
  wrongExtension: async (path) => {
    const renamed = path.replace(/\.jpg$/, '.png');
    await rename(path, renamed);
    return { path: renamed };
  },
};

/**
 * Plants problems in a set of class folders, each in a share of the photos and no two in the same one.
 *
 * @param classes absolute paths of the photos, by absolute path of the class folder
 * @param share how many photos get each kind of problem, of 1
 * @returns what was planted, with absolute paths
 */
export async function plantProblems(
  classes: ReadonlyMap<string, readonly string[]>,
  random: Random,
  share: number,
): Promise<PlantedProblem[]> {
  const queue = random.shuffle([...classes.values()].flat());
  const count = Math.max(1, Math.round(queue.length * share));
  const planted: PlantedProblem[] = [];
  for (const [kind, plant] of Object.entries(plants) as [ProblemKind, Plant][]) {
    for (const path of queue.splice(0, count)) {
      const others = [...classes.keys()].filter((folder) => folder !== dirname(path));
      planted.push({ kind, ...(await plant(path, random, others)) });
    }
  }
  return planted;
}
