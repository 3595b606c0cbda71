import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expandPath, PathNotFoundError, realDataFolder } from '../core/index.js';
import { type Displayable, jupyterDisplay, type MimeBundle } from '../notebook/index.js';
import { samples } from './samples.js';

/** The sets that lessons ask for. */
export type LessonName = 'bears' | 'catsAndDogs' | 'digits';

/** For each set, its folder in the real data, the variable that names another one, and what draws it. */
const sets = {
  bears: { folder: 'bears', variable: 'TSVISION_BEARS', draw: samples.bears },
  catsAndDogs: { folder: 'catdog', variable: 'TSVISION_CATS_AND_DOGS', draw: samples.catsAndDogs },
  digits: { folder: 'mnist', variable: 'TSVISION_DIGITS', draw: samples.digits },
} as const;

/** Photos for a lesson, and where they come from; a notebook shows it as a sentence. */
export class LessonData implements Displayable {
  constructor(
    readonly name: LessonName,
    /** Folder of the photos. */
    readonly path: string,
    /** Real photos, or drawn ones. */
    readonly kind: 'real' | 'drawn',
    /** A size of photos that trains in minutes on two cores, in pixels. */
    readonly size: number,
  ) {}

  /** What `ImageDataBunch.fromFolder` is to be told: the set's own train and valid folders, or a fifth put aside. */
  get split(): {
    readonly train: string;
    readonly valid?: string;
    readonly validPct?: number;
    readonly seed?: number;
  } {
    return existsSync(join(this.path, 'train'))
      ? { train: 'train', valid: 'valid' }
      : { train: '.', validPct: 0.2, seed: 42 };
  }

  toString(): string {
    return this.kind === 'real'
      ? `This lesson runs on the real photos of “${this.name}”.`
      : `This lesson runs on drawn samples of “${this.name}”: the real photos are not on this machine.`;
  }

  [jupyterDisplay](): MimeBundle {
    return { 'text/plain': this.toString() };
  }
}

/**
 * The photos of a lesson: the real set where it is on this machine (a variable such as `TSVISION_BEARS` names any
 * folder of class folders; `TSVISION_DATA` one that holds several sets), else drawn samples. With `TSVISION_FAST=1`
 * always a few drawn ones, for a quick look at whether a lesson runs.
 *
 * @throws {PathNotFoundError} when a variable names a folder that is not there
 * @example
 * ```ts
 * import { lessonData } from 'tsvision';
 * const pets = await lessonData('catsAndDogs');
 * pets.kind; // 'real' where the course's photos are on this machine
 * ```
 */
export async function lessonData(name: LessonName): Promise<LessonData> {
  const { folder, variable, draw } = sets[name];
  const fast = process.env.TSVISION_FAST === '1';
  const named = process.env[variable];
  if (named && !existsSync(expandPath(named))) {
    throw new PathNotFoundError(expandPath(named), 'folder', `${variable} names it; correct or unset it.`);
  }
  const shared = realDataFolder();
  const real = named ? expandPath(named) : shared && join(shared, folder);
  if (real && existsSync(real) && !fast) return new LessonData(name, real, 'real', 160);
  const { path } = await draw(fast ? { n: 24 } : {});
  return new LessonData(name, path, 'drawn', fast ? 64 : 96);
}
