import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Random } from '../../src/core/index.js';
import { tf } from '../../src/engine/index.js';
import {
  type Batch,
  type DataBunch,
  type DataLoader,
  type ImageDataset,
  PhotoPreprocessor,
} from '../../src/vision/index.js';

/** Options of {@link memoryBunch}. */
interface MemoryBunchOptions {
  readonly classes?: number;
  readonly train?: number;
  readonly valid?: number;
  readonly size?: number;
  readonly bs?: number;
  readonly noise?: number;
  readonly seed?: number;
}

interface MemoryDataset extends ImageDataset {
  readonly photos: readonly Float32Array[];
}

/** Small pictures drawn in memory: class i is bright in pattern i, under noise. */
export function memoryBunch(options: MemoryBunchOptions = {}): DataBunch {
  const { classes = 3, train = 24, valid = 12, size = 6, bs = 8, noise = 0.3, seed = 1 } = options;
  const names = Array.from({ length: classes }, (_, i) => `class${i}`);
  const trainDs = dataset('train', train, names, size, noise, new Random(`${seed}/train`));
  const validDs = dataset('valid', valid, names, size, noise, new Random(`${seed}/valid`));
  return {
    path: mkdtempSync(join(tmpdir(), 'tsvision-train-')),
    classes: names,
    c: classes,
    targetKind: 'single',
    trainDs,
    validDs,
    trainDl: loader(trainDs, size, bs, true),
    validDl: loader(validDs, size, bs, false),
    fixDl: loader(trainDs, size, bs, false),
    preprocessor: new PhotoPreprocessor({
      target: { height: size, width: size, resizeMethod: 'squish', fillMode: 'zeros', fillValue: 0 },
      drawn: [],
    }),
  };
}

function dataset(
  name: string,
  length: number,
  classes: readonly string[],
  size: number,
  noise: number,
  random: Random,
): MemoryDataset {
  const labels = Array.from({ length }, (_, i) => i % classes.length);
  const photos = labels.map((label) =>
    Float32Array.from({ length: size * size * 3 }, (_, at) => {
      return (at % classes.length === label ? 1 : 0) + random.normal(0, noise);
    }),
  );
  return {
    photos,
    classes,
    length,
    items: labels.map((label, i) => ({ path: `/photos/${name}/${i}.jpg`, label: classes[label] as string })),
    target: (i) => labels[i] as number,
  };
}

function loader(dataset: MemoryDataset, size: number, batchSize: number, training: boolean): DataLoader {
  const length = training ? Math.floor(dataset.length / batchSize) : Math.ceil(dataset.length / batchSize);
  return {
    dataset,
    batchSize,
    length,
    async *batches({ epoch = 0 } = {}): AsyncGenerator<Batch> {
      const order = training
        ? new Random(`order/${epoch}`).permutation(dataset.length)
        : Array.from({ length: dataset.length }, (_, i) => i);
      for (let b = 0; b < length; b++) {
        const indices = Int32Array.from(order.slice(b * batchSize, (b + 1) * batchSize));
        yield makeBatch(dataset, indices, size);
      }
    },
  };
}

function makeBatch(dataset: MemoryDataset, indices: Int32Array, size: number): Batch {
  const values = new Float32Array(indices.length * size * size * 3);
  indices.forEach((index, i) => {
    values.set(dataset.photos[index] as Float32Array, i * size * size * 3);
  });
  return {
    xs: tf.tensor4d(values, [indices.length, size, size, 3]),
    ys: tf.tensor1d(
      Array.from(indices, (i) => dataset.target(i) as number),
      'int32',
    ),
    indices,
  };
}
