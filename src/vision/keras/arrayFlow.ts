import { InvalidArgumentError, Random } from '../../core/index.js';
import { tf } from '../../engine/index.js';
import { samplePhoto } from '../transforms/samplePhoto.js';
import { samplePlan } from '../transforms/samplePlan.js';
import { drawTransforms } from '../transforms/transform.js';
import { ImageGenerator, type KerasBatch } from './imageGenerator.js';
import { type FlowOptions, type ImageDataGeneratorOptions, kerasTransforms } from './kerasTransforms.js';

/** Pictures of float values, three channels each. */
interface Pictures {
  readonly values: Float32Array;
  readonly count: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** A generator over the pictures of a tensor; their values may be in any range. */
export function flowArrays(
  x: tf.Tensor4D,
  y: tf.Tensor | undefined,
  { batchSize = 32, shuffle = true, seed = 42 }: FlowOptions,
  options: ImageDataGeneratorOptions,
  standardize: (xs: tf.Tensor4D) => tf.Tensor4D,
): ImageGenerator {
  const [count, height, width, channels] = x.shape;
  if (channels !== 1 && channels !== 3) throw new InvalidArgumentError('x', x.shape, 'of 1 or 3 channels');
  if (y && y.shape[0] !== count)
    throw new InvalidArgumentError('y', y.shape, `as long as x, which has ${count} pictures`);
  const pictures: Pictures = { values: threeChannels(x), count, height, width, channels };
  const targets = targetRows(y, count);
  async function* pass(epoch: number): AsyncGenerator<KerasBatch> {
    const order = shuffle
      ? new Random(`${seed}/order/${epoch}`).permutation(count)
      : [...Array(count).keys()];
    for (let start = 0; start < count; start += batchSize) {
      const indices = Int32Array.from(order.slice(start, start + batchSize));
      const changed = changedBatch(pictures, indices, `${seed}/photo/${epoch}`, options);
      yield { xs: standardize(changed), ys: targets(indices), indices, positions: indices };
    }
  }
  const source = {
    samples: count,
    batchSize,
    filenames: [],
    classIndices: {},
    classes: new Int32Array(count).fill(-1),
  };
  return new ImageGenerator({ ...source, imageShape: [height, width, channels], pass });
}

/** Rows of the targets by position, taken out of the tensor so that the generator holds none. */
function targetRows(y: tf.Tensor | undefined, count: number): (indices: Int32Array) => tf.Tensor {
  if (!y) return (indices) => tf.fill([indices.length], -1);
  const values = y.dataSync();
  const rest = y.shape.slice(1);
  const size = values.length / count;
  return (indices) => {
    const rows = new Float32Array(indices.length * size);
    indices.forEach((index, row) => {
      rows.set(values.subarray(index * size, (index + 1) * size), row * size);
    });
    return tf.tensor(rows, [indices.length, ...rest], y.dtype);
  };
}

function threeChannels(x: tf.Tensor4D): Float32Array {
  return tf.tidy(() =>
    (x.shape[3] === 3 ? x.toFloat() : x.toFloat().tile([1, 1, 1, 3])).dataSync().slice(),
  ) as Float32Array;
}

function changedBatch(
  { values, height, width, channels }: Pictures,
  indices: Int32Array,
  seed: string,
  options: ImageDataGeneratorOptions,
): tf.Tensor4D {
  const size = height * width * 3;
  const { fillMode = 'nearest', cval = 0 } = options;
  const target = { height, width, resizeMethod: 'squish', fillMode, fillValue: cval } as const;
  const out = new Float32Array(indices.length * size);
  const transforms = kerasTransforms(options, 1);
  indices.forEach((index, row) => {
    const drawn = drawTransforms(transforms, new Random(`${seed}/${index}`));
    const plan = samplePlan(drawn, [height, width], [height, width], target);
    const data = values.subarray(index * size, (index + 1) * size);
    samplePhoto({ data, height, width }, plan, target, out, row * size);
    const range = bounds(data);
    for (const colour of plan.colours) {
      if (colour.kind === 'linear') changeColours(out, row * size, size, colour, range);
    }
  });
  return tf.tidy(() => {
    const batch = tf.tensor4d(out, [indices.length, height, width, 3]);
    return channels === 3 ? batch : (batch.slice([0, 0, 0, 0], [-1, -1, -1, 1]) as tf.Tensor4D);
  });
}

function bounds(data: Float32Array): [low: number, high: number] {
  return [
    data.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY),
    data.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY),
  ];
}

/** As Keras does, values are cut off at the smallest and the largest of the picture. */
function changeColours(
  out: Float32Array,
  offset: number,
  size: number,
  { scale, shift }: { readonly scale: readonly number[]; readonly shift: readonly number[] },
  [low, high]: readonly [number, number],
): void {
  for (let i = 0; i < size; i++) {
    const changed = (out[offset + i] as number) * (scale[i % 3] as number) + (shift[i % 3] as number);
    out[offset + i] = Math.min(Math.max(changed, low), high);
  }
}
