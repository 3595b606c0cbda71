import { beforeAll, describe, expect, it } from 'vitest';
import { engineReady, tf } from '../../src/engine/index.js';
import type { UserCodeError } from '../../src/errors.js';
import {
  ArchitectureError,
  type BuildCnnOptions,
  buildCnn,
  ImageDataBunch,
  ImageDataGenerator,
  ImageList,
  imagenetStats,
  PhotoFunctionError,
  type Transform,
  TransformError,
} from '../../src/vision/index.js';
import { photoFolder } from '../train/fixtures/photoFolder.js';
import { tinyBody } from '../train/fixtures/tinyModel.js';

let folder: string;
beforeAll(async () => {
  await engineReady();
  folder = await photoFolder(4);
});

const boom = (): never => {
  throw new RangeError('boom');
};
const asyncBoom = async (): Promise<never> => boom();
const thrownBy = (work: () => Promise<unknown>): Promise<UserCodeError> =>
  work().then(
    () => expect.unreachable('nothing was thrown'),
    (error) => error as UserCodeError,
  );

/** The user's line stands in the error that was thrown there, or at the head of the stack. */
function expectPlace({ message, stack, cause }: UserCodeError): void {
  if (message.includes(' threw ')) {
    expect(message).toMatch(/\(at .*userCode\.test\.ts:\d+:\d+\)/);
    expect((cause as Error).message).toBe('boom');
  } else expect(stack).toMatch(/\n {4}at .*userCode\.test\.ts:\d+/);
}

describe("a transform of the user's own", () => {
  const matrix = (numbers: unknown) => () => ({ kind: 'affine', matrix: numbers });
  const nine = [1, 0, 0, 0, 1, 0, 0, 0, 1];
  const draws: Record<string, [draw: () => unknown, says: RegExp]> = {
    throws: [boom, /threw RangeError: boom .*in draw\(\)/],
    'is async': [async () => ({ kind: 'crop', row: 0, column: 0 }), /gave a promise .*async/],
    'is async and throws': [asyncBoom, /gave a promise/],
    'gives nothing': [() => undefined, /gave undefined where one of the kinds affine, warp/],
    'gives pixels': [() => new Uint8Array(12), /where one of the kinds/],
    'gives an unknown kind': [() => ({ kind: 'toString' }), /an object with kind where one of the kinds/],
    'gives a matrix with NaN': [matrix([...nine.slice(1), Number.NaN]), /as `matrix` of affine, nine finite/],
    'gives a matrix of six': [matrix(nine.slice(3)), /gave 0,1,0,0,0,1 where as `matrix`/],
    'gives a matrix of rows': [matrix([nine, nine, nine]), /nine finite numbers/],
    'gives a matrix later': [matrix(Promise.resolve(nine)), /gave a promise/],
    'gives no matrix': [matrix(undefined), /gave undefined/],
    'gives NaN light': [
      () => ({ kind: 'logit', scale: Number.NaN, shift: 0 }),
      /gave NaN .*`scale` of logit/,
    ],
    'gives too many channels': [
      () => ({ kind: 'linear', scale: [1, 1, 1, 1], shift: [0, 0, 0] }),
      /three finite numbers/,
    ],
    'turns in no way there is': [() => ({ kind: 'dihedral', flips: 8 }), /a whole number of 0 to 7/],
    'crops outside': [() => ({ kind: 'crop', row: 0.5, column: 1.5 }), /gave 1.5 .*`column` of crop/],
    'cuts holes without a size': [
      () => ({ kind: 'cutout', holes: [{ row: 0, column: 0 }] }),
      /`holes` of cutout/,
    ],
    'holds a function': [() => ({ kind: 'meanContrast', scale: boom, shift: 0 }), /gave the function boom/],
  };

  it.each(Object.entries(draws))('that %s is named, and the loader goes on', async (_what, [draw, says]) => {
    let isBroken = true;
    const mine = {
      name: 'mine',
      p: 1,
      order: 5,
      draw: (...of: never[]) =>
        isBroken ? (draw as (...all: never[]) => unknown)(...of) : { kind: 'crop', row: 0, column: 0 },
    } as Transform;
    const data = await ImageDataBunch.fromFolder(folder, {
      validPct: 0.25,
      size: 16,
      bs: 2,
      numWorkers: 1,
      dsTfms: [[mine], []],
    });
    const before = tf.memory().numTensors;
    const first = async (): Promise<void> => {
      for await (const { xs, ys } of data.trainDl.batches()) tf.dispose([xs, ys]);
    };
    const error = await thrownBy(first);
    expect(error).toBeInstanceOf(TransformError);
    expect(error).toMatchObject({ transform: 'mine', message: expect.stringMatching(says) });
    expectPlace(error);
    isBroken = false;
    await first();
    expect(tf.memory().numTensors).toBe(before);
    expect(data.unreadable.reasons.size).toBe(0);
  });

  const lists: Record<string, [tfms: unknown, says: RegExp]> = {
    'the function that makes it': [
      [[function flip() {}], []],
      /`dsTfms\[0\]\[0\]` must be a transform .*flip\(\)/,
    ],
    'one list': [[{ name: 'mine', p: 1, order: 1, draw: boom }], /`dsTfms\[0\]` must be a list/],
    'a promise': [[[Promise.resolve()], []], /a promise/],
    'a probability above 1': [
      [[], [{ name: 'mine', p: 75, order: 1, draw: boom }]],
      /dsTfms\[1\]\[0\]\.p.*\(mine\)/,
    ],
    'no order': [[[{ name: 'mine', p: 1, draw: boom }], []], /dsTfms\[0\]\[0\]\.order/],
  };
  it.each(Object.entries(lists))('given as %s is refused at once', async (_what, [dsTfms, says]) => {
    const options = { validPct: 0.25, size: 16, dsTfms: dsTfms as never };
    await expect(ImageDataBunch.fromFolder(folder, options)).rejects.toThrow(says);
  });

  const photos: Record<string, [func: (photo: tf.Tensor3D) => unknown, says: RegExp]> = {
    throws: [boom, /threw RangeError: boom/],
    'is async': [asyncBoom, /gave a promise where a tensor \[16, 16, 3\]/],
    'gives another size': [(photo) => tf.slice(photo, [0, 0, 0], [8, 8, 3]), /gave a tensor \[8, 8, 3\]/],
    'gives nothing': [() => undefined, /gave undefined/],
  };
  it.each(Object.entries(photos))('as a preprocessingFunction that %s', async (_what, [func, says]) => {
    const preprocessingFunction = (photo: tf.Tensor3D): tf.Tensor3D => func(photo) as tf.Tensor3D;
    const generator = new ImageDataGenerator({ preprocessingFunction });
    const flow = await generator.flowFromDirectory(folder, { targetSize: [16, 16], batchSize: 2 });
    const before = tf.memory().numTensors;
    const error = await thrownBy(() => flow[Symbol.asyncIterator]().next());
    expect(error).toBeInstanceOf(TransformError);
    expect(error).toMatchObject({ transform: 'preprocessingFunction', message: expect.stringMatching(says) });
    expectPlace(error);
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe("a function of the user's that is asked about each photo", () => {
  const answers: Record<string, [func: (path: string) => unknown, says: RegExp]> = {
    throws: [boom, /threw RangeError: boom .*in \w+\(".*\.png"\)/],
    'is async': [asyncBoom, /gave a promise .*async/],
  };
  const labels: typeof answers = {
    ...answers,
    'gives Infinity': [() => Number.POSITIVE_INFINITY, /gave Infinity where a class name/],
    'gives a flag': [() => true, /gave true where a class name/],
    'gives a list of numbers': [() => [1, 2], /gave 1,2 where/],
    'gives an object': [(path) => ({ path }), /gave an object with path/],
  };
  const all = [
    ...Object.entries(labels).flatMap(([what, [func, says]]) => [
      { how: 'fromNameFunc', what, func, says },
      { how: 'labelFromFunc', what, func, says },
    ]),
    ...Object.entries(answers).flatMap(([what, [func, says]]) => [
      { how: 'splitByValidFunc', what, func, says },
      { how: 'filterByFunc', what, func, says },
    ]),
  ];

  it.each(all)('in $how and $what is named, with the photo', async ({ how, func, says }) => {
    const mine = (path: string): never => func(path) as never;
    const list = ImageList.fromFolder(folder);
    const make = (): Promise<unknown> => {
      if (how === 'fromNameFunc')
        return ImageDataBunch.fromNameFunc(folder, ['cold/0.png', 'warm/0.png'], mine, { size: 16 });
      if (how === 'labelFromFunc') return list.splitNone().labelFromFunc(mine).databunch();
      if (how === 'splitByValidFunc') return list.splitByValidFunc(mine).labelFromFolder().databunch();
      return list.filterByFunc(mine).splitNone().labelFromFolder().databunch();
    };
    const error = await thrownBy(make);
    expect(error).toBeInstanceOf(PhotoFunctionError);
    expect(error).toMatchObject({ func: 'mine', path: expect.stringContaining('.png') });
    expect(error.message).toMatch(says);
    expectPlace(error);
  });
});

describe("a network of the user's own", () => {
  const broken: Record<string, [options: Partial<BuildCnnOptions>, says: RegExp]> = {
    'whose head throws': [{ customHead: boom }, /“tiny” threw RangeError: boom .*customHead\(\)/],
    'whose head is async': [{ customHead: asyncBoom as never }, /gave a promise .*customHead/],
    'whose head is nothing': [{ customHead: (() => undefined) as never }, /gave undefined .*customHead/],
    'whose head is a real tensor': [
      { customHead: (() => tf.keep(tf.scalar(1))) as never },
      /gave a tensor \[\]/,
    ],
    'whose groups throw': [{ splitOn: boom }, /boom .*splitOn\("tiny_conv1"\)/],
    'with groups without numbers': [{ splitOn: () => Number.NaN }, /gave NaN where a group number/],
    'with endless groups': [
      { splitOn: () => Number.POSITIVE_INFINITY },
      /gave Infinity where a group number/,
    ],
    'with groups below 0': [{ splitOn: () => -1 }, /gave -1 where/],
  };
  it.each(Object.entries(broken))('%s is named', async (_what, [options, says]) => {
    const error = await thrownBy(() => buildCnn(tinyBody(), { classes: 3, ...options }));
    expect(error).toBeInstanceOf(ArchitectureError);
    expect(error.message).toMatch(says);
    expectPlace(error);
  });

  it.each([
    ['a promise', Promise.resolve(undefined), /`architecture` must be one of `models`.*a promise/],
    ['nothing', undefined, /architecture/],
    ['a name', 'resnet34', /"resnet34"/],
  ])('that is %s is refused', async (_what, body, says) => {
    await expect(buildCnn(body as never, { classes: 3 })).rejects.toThrow(says);
  });

  it('cut at a layer that is not there names those that are', async () => {
    await expect(buildCnn(tinyBody(), { classes: 3, cut: 'conv9' })).rejects.toThrow(
      /`cut` must be .*tiny_conv1/,
    );
  });
});

it('a bunch after a broken one is as if it had not been', async () => {
  const data = await ImageDataBunch.fromFolder(folder, { validPct: 0.25, size: 16, bs: 2, numWorkers: 1 });
  data.normalize(imagenetStats);
  let photos = 0;
  for await (const { xs, ys, indices } of data.trainDl.batches()) {
    photos += indices.length;
    tf.dispose([xs, ys]);
  }
  expect(photos).toBeGreaterThan(0);
});
