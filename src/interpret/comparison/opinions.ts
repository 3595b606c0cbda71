import { ImageDecodeError } from '../../photo/index.js';
import { type DataSplit, type Learner, splitLoader } from '../../train/index.js';
import type { NamedProbabilities } from './comparedPhoto.js';

/** What a learner says of photos, by path; those that cannot be read are missing. */
export type Opinions = ReadonlyMap<string, NamedProbabilities>;

/** Photos that go through a network at once, where its data do not say how many. */
const batchSize = 16;

/**
 * What a learner says of photos: by its own loaders where they are among its data, which is fast, else one batch after
 * another, prepared as in its validation.
 */
export async function opinionsOf(
  learner: Learner,
  paths: readonly string[],
  signal: AbortSignal,
): Promise<Opinions> {
  const wanted = new Set(paths);
  const opinions = new Map<string, NamedProbabilities>();
  for (const split of ['valid', 'train', 'test'] as const)
    if (hasMany(learner, split, wanted)) await bySplit(learner, split, wanted, opinions);
  const left = [...wanted];
  const size = Math.max(batchSize, learner.data.validDl.batchSize);
  for (let start = 0; start < left.length; start += size) {
    signal.throwIfAborted();
    await byPhotos(learner, left.slice(start, start + size), opinions);
  }
  return opinions;
}

/** Photos of a part of a learner's data. */
export function pathsOf(learner: Learner, split: DataSplit): readonly string[] {
  if (split === 'test' && !learner.data.testDl) return [];
  return splitLoader(learner.data, split).dataset.items.map(({ path }) => path);
}

/** A pass over a part of the data is worth it when most of it is asked for. */
function hasMany(learner: Learner, split: DataSplit, wanted: ReadonlySet<string>): boolean {
  const paths = pathsOf(learner, split);
  return paths.length > 0 && 2 * paths.filter((path) => wanted.has(path)).length >= paths.length;
}

async function bySplit(
  learner: Learner,
  split: DataSplit,
  wanted: Set<string>,
  opinions: Map<string, NamedProbabilities>,
): Promise<void> {
  const { probabilities, width, unreadable } = await learner.getPreds(split);
  const silent = new Set(unreadable);
  for (const [row, path] of pathsOf(learner, split).entries()) {
    if (!wanted.delete(path) || silent.has(row)) continue;
    opinions.set(path, named(learner, probabilities.subarray(row * width, (row + 1) * width)));
  }
}

/** A photo that cannot be read would take the others of its batch along. */
async function byPhotos(
  learner: Learner,
  paths: readonly string[],
  opinions: Map<string, NamedProbabilities>,
): Promise<void> {
  try {
    const predictions = await learner.predictBatch(paths);
    for (const [i, { probabilities }] of predictions.entries())
      opinions.set(paths[i] as string, named(learner, probabilities));
  } catch (error) {
    if (!(error instanceof ImageDecodeError)) throw error;
    if (paths.length > 1) for (const path of paths) await byPhotos(learner, [path], opinions);
  }
}

function named(learner: Learner, probabilities: ArrayLike<number>): NamedProbabilities {
  return new Map(learner.data.classes.map((name, i) => [name, probabilities[i] ?? 0]));
}
