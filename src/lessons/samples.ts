import type { Random } from '../core/index.js';
import { bear, blackBear, grizzlyBear } from './drawing/bear.js';
import { drawDigit } from './drawing/digit.js';
import { drawPhoto, type Subject } from './drawing/drawPhoto.js';
import { flower, flowerKinds } from './drawing/flower.js';
import { cat, dog, pet } from './drawing/pet.js';
import { teddy } from './drawing/teddy.js';
import { drawSet, type SampleOptions, type SampleSet } from './drawSet.js';

type Subjects = Readonly<Record<string, (random: Random) => Subject>>;

function photos(set: string, subjects: Subjects): (options?: SampleOptions) => Promise<SampleSet> {
  const draw = (name: string, random: Random): ReturnType<typeof drawPhoto> =>
    drawPhoto((subjects[name] as Subjects[string])(random), random);
  return (options) => drawSet(set, Object.keys(subjects), draw, options);
}

/**
 * Labelled photos that are drawn on this machine, the same for the same seed: what lessons run on where the real
 * sets are absent. Each call gives the folder of class folders, at once when it has been drawn before.
 * @example
 * ```ts
 * import { ImageDataBunch, samples } from 'tsvision';
 * const bears = await samples.bears({ n: 12 });
 * await ImageDataBunch.fromFolder(bears.path, { train: '.', validPct: 0.2, size: 32 });
 * ```
 */
export const samples = {
  /** Black bears, grizzlies and teddies, in course v3's class names. */
  bears: photos('bears', {
    black: (random) => bear(blackBear, random),
    grizzly: (random) => bear(grizzlyBear, random),
    teddys: teddy,
  }),
  /** Cats and dogs, the problem of three of the courses. */
  catsAndDogs: photos('cats-and-dogs', {
    cats: (random) => pet(cat, random),
    dogs: (random) => pet(dog, random),
  }),
  /** Five kinds of flowers, in the set's class names that TensorFlow's tutorials use, in the singular. */
  flowers: photos('flowers', {
    daisy: (random) => flower(flowerKinds.daisy, random),
    dandelion: (random) => flower(flowerKinds.dandelion, random),
    rose: (random) => flower(flowerKinds.rose, random),
    sunflower: (random) => flower(flowerKinds.sunflower, random),
    tulip: (random) => flower(flowerKinds.tulip, random),
  }),
  /** Handwritten digits of 28 × 28 pixels, MNIST's manner. */
  digits: (options?: SampleOptions): Promise<SampleSet> =>
    drawSet('digits', [...'0123456789'], (name, random) => drawDigit(Number(name), random), options),
} as const;
