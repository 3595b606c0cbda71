import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import sharp from 'sharp';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Random } from '../../../src/core/index.js';
import { tf } from '../../../src/engine/index.js';
import {
  arrayToImg,
  ImageDataGenerator,
  imgToArray,
  loadImg,
  toCategorical,
} from '../../../src/vision/index.js';
import { kerasTransforms } from '../../../src/vision/keras/kerasTransforms.js';
import { apply3 } from '../../../src/vision/transforms/matrix3.js';
import { kerasMatrix } from '../../../src/vision/transforms/samplePlan.js';

vi.spyOn(console, 'log').mockImplementation(() => undefined);
vi.spyOn(console, 'warn').mockImplementation(() => undefined);

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tsvision-keras-'));
  for (const [name, background] of [
    ['cats', '#ff8000'],
    ['dogs', '#0080ff'],
  ] as const) {
    await mkdir(join(folder, name));
    for (let i = 0; i < 5; i++)
      await sharp({ create: { width: 20, height: 30, channels: 3, background } })
        .png()
        .toFile(join(folder, name, `${i}.png`));
  }
});

describe('kerasMatrix', () => {
  // Keras's own matrices, for (row, column), multiplied in its order and moved to the centre of the picture.
  it('equals apply_affine_transform', () => {
    const n = (min: number, max: number) => fc.double({ min, max, noNaN: true });
    fc.assert(
      fc.property(
        n(-90, 90),
        n(-5, 5),
        n(-0.5, 0.5),
        n(-40, 40),
        n(0.5, 2),
        n(0.5, 2),
        n(-9, 9),
        n(-9, 9),
        (rotation, rowShift, columnShare, shear, rowZoom, columnZoom, row, column) => {
          const [height, width] = [11, 17];
          const matrix = kerasMatrix(
            { rotation, rowShift, columnShift: 0, columnShare, shear, rowZoom, columnZoom },
            height,
            width,
          );
          const product = (a: number[][], b: number[][]) =>
            a.map((line) => b[0]!.map((_, j) => line.reduce((sum, x, k) => sum + x * b[k]![j]!, 0)));
          const [t, s] = [(rotation * Math.PI) / 180, (shear * Math.PI) / 180];
          let m = [
            [Math.cos(t), -Math.sin(t), 0],
            [Math.sin(t), Math.cos(t), 0],
            [0, 0, 1],
          ];
          m = product(m, [
            [1, 0, rowShift],
            [0, 1, columnShare * width],
            [0, 0, 1],
          ]);
          m = product(m, [
            [1, -Math.sin(s), 0],
            [0, Math.cos(s), 0],
            [0, 0, 1],
          ]);
          m = product(m, [
            [rowZoom, 0, 0],
            [0, columnZoom, 0],
            [0, 0, 1],
          ]);
          const expected = product(m, [[row], [column], [1]]);
          const [x, y] = apply3(matrix, column, row);
          expect(y).toBeCloseTo(expected[0]![0]!, 9);
          expect(x).toBeCloseTo(expected[1]![0]!, 9);
        },
      ),
      { endOnFailure: true },
    );
  });

  it('is drawn within the ranges', () => {
    const transforms = kerasTransforms(
      { rotationRange: 40, widthShiftRange: 0.2, heightShiftRange: 3, shearRange: 0.2, zoomRange: 0.2 },
      255,
    );
    const random = new Random(1);
    const draws = Array.from({ length: 500 }, () => transforms[0]!.draw(random));
    for (const drawn of draws) {
      if (drawn.kind !== 'keras') throw new Error(drawn.kind);
      expect(Math.abs(drawn.rotation)).toBeLessThanOrEqual(40);
      expect(Math.abs(drawn.columnShare!)).toBeLessThanOrEqual(0.2);
      expect(drawn.columnShift).toBe(0);
      expect(Math.abs(drawn.rowShift)).toBeLessThanOrEqual(3);
      expect(Math.abs(drawn.rowZoom - 1)).toBeLessThanOrEqual(0.2);
    }
    expect(new Set(draws.map((d) => (d.kind === 'keras' ? d.rowZoom - d.columnZoom : 0))).size).toBe(500);
  });
});

describe('ImageDataGenerator.flowFromDirectory', () => {
  it('gives rescaled batches with binary labels, pass after pass, until one leaves', async () => {
    const generator = await new ImageDataGenerator({ rescale: 1 / 255 }).flowFromDirectory(folder, {
      targetSize: [15, 12],
      batchSize: 4,
      classMode: 'binary',
    });
    expect(generator.classIndices).toEqual({ cats: 0, dogs: 1 });
    expect([generator.samples, generator.length]).toEqual([10, 3]);
    expect(generator.filenames[0]).toBe('cats/0.png');
    const before = tf.memory().numTensors;
    const sizes: number[] = [];
    const orders: number[][] = [];
    for await (const { xs, ys, indices } of generator) {
      expect(xs.shape.slice(1)).toEqual([15, 12, 3]);
      const first = xs.arraySync()[0]![0]![0]!;
      const label = (ys.arraySync() as number[])[0]!;
      const cat = [1, 128 / 255, 0];
      (label === 0 ? cat : [...cat].reverse()).forEach((value, c) => {
        expect(first[c]).toBeCloseTo(value, 5);
      });
      expect(label).toBe(generator.classes[indices[0]!]);
      sizes.push(xs.shape[0]);
      orders.push([...indices]);
      tf.dispose([xs, ys]);
      if (sizes.length === 6) break;
    }
    expect(sizes).toEqual([4, 4, 2, 4, 4, 2]);
    expect(orders.slice(0, 3).flat().sort()).toEqual(orders.slice(3).flat().sort());
    expect(orders.slice(0, 3)).not.toEqual(orders.slice(3));
    expect(tf.memory().numTensors).toBe(before);
  });

  it('gives categorical, sparse and no targets, grey photos, and values of 0–255 without rescale', async () => {
    const datagen = new ImageDataGenerator();
    const first = async (options: Parameters<typeof datagen.flowFromDirectory>[1]) => {
      const generator = await datagen.flowFromDirectory(folder, {
        targetSize: [8, 8],
        shuffle: false,
        ...options,
      });
      for await (const batch of generator) return batch;
      throw new Error('no batch');
    };
    const { xs, ys } = await first({});
    expect(ys.arraySync()).toEqual([...Array(5).fill([1, 0]), ...Array(5).fill([0, 1])]);
    expect(xs.arraySync()[0]![0]![0]!.map(Math.round)).toEqual([255, 128, 0]);
    expect((await first({ classMode: 'sparse' })).ys.arraySync()).toEqual([0, 0, 0, 0, 0, 1, 1, 1, 1, 1]);
    expect((await first({ classMode: null })).ys.arraySync()).toEqual(Array(10).fill(-1));
    const grey = await first({ colorMode: 'grayscale' });
    expect(grey.xs.shape).toEqual([10, 8, 8, 1]);
    expect(grey.xs.arraySync()[0]![0]![0]![0]).toBeCloseTo(0.299 * 255 + 0.587 * 128, 2);
  });

  it('splits off a validation subset that holds when photos go, whatever the seed of the generators', async () => {
    const datagen = new ImageDataGenerator({ validationSplit: 0.4 });
    const names = async (subset: 'training' | 'validation', seed: number) =>
      (await datagen.flowFromDirectory(folder, { subset, seed })).filenames;
    const [training, validation] = [await names('training', 1), await names('validation', 2)];
    const all = [0, 1, 2, 3, 4].flatMap((i) => [`cats/${i}.png`, `dogs/${i}.png`]).sort();
    expect([...training, ...validation].sort()).toEqual(all);
    expect(validation.length).toBeGreaterThan(0);
    await rm(join(folder, 'cats', '1.png'));
    await rm(join(folder, 'dogs', '0.png'));
    const stays = (name: string) => name !== 'cats/1.png' && name !== 'dogs/0.png';
    expect(await names('validation', 3)).toEqual(validation.filter(stays));
    expect(await names('training', 4)).toEqual(training.filter(stays));
  });

  it('names classes by their indices, whatever their names are (keras#19761)', async () => {
    const root = await mkdtemp(join(tmpdir(), 'tsvision-numbers-'));
    const folders = ['1', '10', '2', '__proto__', 'b'];
    for (const name of folders) {
      await mkdir(join(root, name));
      await copyFile(join(folder, 'cats', '0.png'), join(root, name, 'x.png'));
    }
    const { classIndices, classes } = await new ImageDataGenerator().flowFromDirectory(root);
    expect(Object.keys(classIndices)).toEqual(folders);
    expect(Object.entries(classIndices)).toEqual(folders.map((name, i) => [name, i]));
    expect(Object.values(classIndices)).toEqual([0, 1, 2, 3, 4]);
    expect(JSON.stringify(classIndices)).toBe('{"1":0,"10":1,"2":2,"__proto__":3,"b":4}');
    const listed: string[] = [];
    for (const name in classIndices) listed.push(name);
    expect(listed).toEqual(folders);
    const inverse = new Map(Object.entries(classIndices).map(([name, i]) => [i, name]));
    for (const [i, name] of folders.entries())
      expect([classIndices[name], inverse.get(i), classes[i]]).toEqual([i, name, i]);
  });

  it('explains a missing folder, an empty one, and binary labels for three classes', async () => {
    const datagen = new ImageDataGenerator();
    await expect(datagen.flowFromDirectory(join(folder, 'none'))).rejects.toThrow(/There is no folder/);
    await mkdir(join(folder, 'birds'));
    await writeFile(join(folder, 'birds', 'x.txt'), '');
    await expect(datagen.flowFromDirectory(join(folder, 'birds'))).rejects.toThrow(
      /no photos in class folders/,
    );
    await expect(datagen.flowFromDirectory(folder, { classMode: 'binary' })).rejects.toThrow(
      /3 classes birds, cats, dogs/,
    );
  });
});

describe('ImageDataGenerator.flow', () => {
  it('gives pictures of any range with their targets, unchanged without options', async () => {
    const x = tf.randomNormal([5, 6, 7, 1], 0, 3, 'float32', 1) as tf.Tensor4D;
    const y = tf.tensor2d([[0], [1], [2], [3], [4]]);
    const generator = new ImageDataGenerator().flow(x, y, { batchSize: 3 });
    const values = x.arraySync();
    let seen = 0;
    for await (const { xs, ys, indices } of generator.epoch()) {
      indices.forEach((index, row) => {
        expect((ys.arraySync() as number[][])[row]).toEqual([index]);
        xs.arraySync()
          [row]!.flat(2)
          .forEach((value, i) => {
            expect(value).toBeCloseTo(values[index]!.flat(2)[i]!, 5);
          });
      });
      seen += indices.length;
    }
    expect(seen).toBe(5);
  });

  it('flips, standardises and applies a function in the order of Keras', async () => {
    const x = tf.tensor4d([1, 2, 3, 4], [1, 1, 4, 1]);
    const first = async (options: ConstructorParameters<typeof ImageDataGenerator>[0], seed = 42) => {
      const datagen = new ImageDataGenerator(options);
      datagen.fit(x);
      for await (const { xs } of datagen.flow(x, undefined, { seed }).epoch()) return [...xs.dataSync()];
      throw new Error('no batch');
    };
    const flipped = await Promise.all(
      [1, 2, 3, 4, 5, 6].map((seed) => first({ horizontalFlip: true }, seed)),
    );
    expect(new Set(flipped.map(String))).toEqual(new Set(['1,2,3,4', '4,3,2,1']));
    expect(
      await first({ rescale: 2, preprocessingFunction: (photo) => photo.add(1) as tf.Tensor3D }),
    ).toEqual([4, 6, 8, 10]);
    expect(await first({ samplewiseCenter: true })).toEqual([-1.5, -0.5, 0.5, 1.5]);
    const unit = await first({ featurewiseCenter: true, featurewiseStdNormalization: true });
    expect(unit[3]).toBeCloseTo(1.5 / Math.sqrt(1.25), 4);
    const brighter = await first({ brightnessRange: [2, 2] });
    expect(brighter).toEqual([2, 4, 4, 4]); // cut off at the largest value
  });

  it('refuses targets of another length', () => {
    const x = tf.zeros([3, 2, 2, 1]) as tf.Tensor4D;
    expect(() => new ImageDataGenerator().flow(x, tf.zeros([2]))).toThrow(/as long as x, which has 3/);
  });
});

describe('toCategorical', () => {
  it('makes one-hot rows', () => {
    expect(toCategorical([0, 2, 1]).arraySync()).toEqual([
      [1, 0, 0],
      [0, 0, 1],
      [0, 1, 0],
    ]);
    expect(toCategorical(Uint8Array.from([1]), 3).arraySync()).toEqual([[0, 1, 0]]);
    expect(toCategorical(tf.tensor1d([1, 0], 'int32')).arraySync()).toEqual([
      [0, 1],
      [1, 0],
    ]);
    expect(() => toCategorical([3], 3)).toThrow(/integers of 0 to 2/);
  });
});

describe('image arrays', () => {
  it('open a photo at a size, turn it into numbers and back', async () => {
    const image = await loadImg(join(folder, 'cats', '0.png'), { targetSize: [6, 4] });
    expect(image.size).toEqual([6, 4]);
    const array = await imgToArray(image);
    expect(array.arraySync()[5]![3]).toEqual([255, 128, 0]);
    const back = await (await arrayToImg(array)).pixels();
    expect([...back.data.subarray(0, 3)]).toEqual([255, 128, 0]);
    const stretched = await (await arrayToImg(tf.tensor3d([-1, 0, 1], [1, 3, 1]))).pixels();
    expect([...stretched.data]).toEqual([0, 0, 0, 128, 128, 128, 255, 255, 255]);
  });
});
