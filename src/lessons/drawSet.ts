import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import type { Canvas } from '@napi-rs/canvas';
import { cacheFolder, makeFolder, Random } from '../core/index.js';
import { ProgressBar } from '../notebook/index.js';
import { type PlantedProblem, plantProblems } from './plantProblems.js';

/** How many photos of a sample are drawn, and which. */
export interface SampleOptions {
  /** Photos of each class. @default 80 */
  readonly n?: number;
  /** Of what is drawn: the same seed gives the same photos. @default 42 */
  readonly seed?: number;
  /** Plants wrong labels, duplicates, blurred, dark and broken files. @default false */
  readonly problems?: boolean;
  /** Ends the drawing. @default none */
  readonly signal?: AbortSignal;
}

/** A drawn set of labelled photos. */
export interface SampleSet {
  /** Folder of class folders. */
  readonly path: string;
  /** Names of the classes. */
  readonly classes: readonly string[];
  /** What was planted, with paths relative to `path`; empty without `problems`. */
  readonly problems: readonly PlantedProblem[];
}

/** Changes whenever the drawings change, so that an older cache is not taken for the new. */
const version = 1;
const problemShare = 0.03;

/** Draws one photo of a class. */
export type DrawPhotoOf = (name: string, random: Random) => Canvas;

/**
 * Draws a set into the cache, or finds it there. It appears as a whole or not at all: what was cut off is drawn
 * anew.
 */
export async function drawSet(
  set: string,
  classes: readonly string[],
  draw: DrawPhotoOf,
  { n = 80, seed = 42, problems = false, signal }: SampleOptions = {},
): Promise<SampleSet> {
  const path = cacheFolder('samples', `${set}-v${version}-${n}-${seed}${problems ? '-problems' : ''}`);
  if (!existsSync(path)) {
    const make = makeFolder(path, async (draft) => {
      const photos = await drawPhotos(draft, classes, draw, n, seed, signal);
      const planted = problems
        ? await plantProblems(photos, new Random(seed).fork('problems'), problemShare)
        : [];
      const listed = planted.map((problem) => relativeTo(draft, problem));
      await writeFile(join(draft, '.problems.json'), JSON.stringify(listed, null, 1));
      return undefined;
    });
    // Another process may have finished the same set meanwhile; theirs is as good.
    await make.catch((error: unknown) => {
      if (!existsSync(path)) throw error;
    });
  }
  const list = JSON.parse(await readFile(join(path, '.problems.json'), 'utf8')) as PlantedProblem[];
  return { path, classes, problems: list };
}

async function drawPhotos(
  folder: string,
  classes: readonly string[],
  draw: DrawPhotoOf,
  n: number,
  seed: number,
  signal?: AbortSignal,
): Promise<Map<string, string[]>> {
  const photos = new Map<string, string[]>();
  using bar = new ProgressBar('draw', n * classes.length);
  for (const name of classes) {
    const classFolder = join(folder, name);
    await mkdir(classFolder, { recursive: true });
    const paths: string[] = [];
    for (let i = 0; i < n; i++) {
      signal?.throwIfAborted();
      const path = join(classFolder, `${String(i).padStart(8, '0')}.jpg`);
      const canvas = draw(name, new Random(`${seed}/${name}/${i}`));
      await writeFile(path, await canvas.encode('jpeg', 88));
      paths.push(path);
      bar.advance();
    }
    photos.set(classFolder, paths);
  }
  return photos;
}

function relativeTo(folder: string, { kind, path, of }: PlantedProblem): PlantedProblem {
  const isPath = of !== undefined && dirname(of) !== '.';
  return {
    kind,
    path: relative(folder, path),
    ...(of === undefined ? {} : { of: isPath ? relative(folder, of) : of }),
  };
}
