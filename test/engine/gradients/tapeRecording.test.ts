import { beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../../../src/core/index.js';
import { engineReady, tf } from '../../../src/engine/index.js';
import { TrainedModel } from '../../../src/train/loop/trainedModel.js';
import { buildCnn, forward, models } from '../../../src/vision/index.js';
import { closeTo } from '../closeTo.js';
import { withHeldBytes } from '../heldBytes.js';

beforeAll(engineReady);

/** Bytes that the engine holds more at the end of the forward pass of a gradient by `by`, and the gradient. */
function step(by: tf.Tensor, f: () => tf.Tensor): { kept: number; gradient: Float32Array } {
  const before = tf.memory().numBytes;
  const result = withHeldBytes((held) => {
    let kept = 0;
    const forwards = (): tf.Tensor => {
      const value = f();
      kept = held().now;
      return value;
    };
    const gradient = tf.tidy(() => {
      const [dx] = tf.engine().gradients(forwards, [by]).grads as [tf.Tensor];
      return dx.dataSync() as Float32Array;
    });
    return { kept, gradient };
  });
  expect(tf.memory().numBytes).toBe(before);
  return result;
}

describe('what the tape keeps', () => {
  const x = tf.tidy(() => tf.randomNormal([2, 32, 32, 8], 0, 1, 'float32', 7)) as tf.Tensor4D;
  const filter = tf.tidy(() => tf.randomNormal([3, 3, 8, 8], 0, 1, 'float32', 8)) as tf.Tensor4D;
  const depthwise = tf.tidy(() => tf.randomNormal([3, 3, 8, 1], 0, 1, 'float32', 9)) as tf.Tensor4D;
  const factor = tf.tidy(() => tf.randomNormal(x.shape, 0, 1, 'float32', 10));
  const scale = tf.tensor1d([2]);
  const map = x.size * 4;

  it('is nothing of what leads on from no asked one', () => {
    const { kept, gradient } = step(scale, () =>
      tf.tidy(() => {
        const frozen = tf.relu(
          tf.conv2d(tf.relu(tf.depthwiseConv2d(x, depthwise, 1, 'same')), filter, 1, 'same'),
        );
        return tf.mul(tf.mean(frozen), scale);
      }),
    );
    expect(kept).toBeLessThan(64);
    const mean = tf.tidy(() =>
      tf
        .mean(tf.relu(tf.conv2d(tf.relu(tf.depthwiseConv2d(x, depthwise, 1, 'same')), filter, 1, 'same')))
        .dataSync(),
    );
    closeTo(gradient, mean, 1e-6);
  });

  it.each([
    ['a convolution', (y: tf.Tensor4D) => tf.conv2d(y, filter, 1, 'same')],
    ['a depthwise convolution', (y: tf.Tensor4D) => tf.depthwiseConv2d(y, depthwise, 1, 'same')],
    ['a factor', (y: tf.Tensor4D) => tf.mul(y, factor) as tf.Tensor4D],
    [
      'a matrix product',
      (y: tf.Tensor4D) => tf.reshape(tf.matMul(tf.reshape(y, [-1, 8]), tf.eye(8)), y.shape) as tf.Tensor4D,
    ],
  ] as const)('is not the input of %s that is frozen, and the gradient is as before', (_, frozen) => {
    // The square keeps its input, and what it gives is nobody's but the frozen operation's.
    const run = (each: tf.Tensor4D): tf.Tensor => tf.tidy(() => tf.sum(frozen(tf.square(each))));
    const { kept, gradient } = step(x, () => run(x));
    expect(kept).toBeLessThan(0.1 * map);
    const tangent = tf.tidy(() => {
      const [dy] = [tf.grad((y: tf.Tensor) => tf.sum(frozen(y as tf.Tensor4D)))(tf.square(x))];
      return tf.mul(dy as tf.Tensor, tf.mul(x, 2)).dataSync();
    });
    closeTo(gradient, tangent, 1e-4);
  });

  it.each([
    ['a sum', (y: tf.Tensor4D) => tf.sub(tf.add(y, y), tf.addN([y, y, y]))],
    ['a padding and a part', (y: tf.Tensor4D) => tf.slice(tf.pad(y, [[0, 0], [1, 1], [1, 1], [0, 0]]), [0, 1, 2, 0], y.shape)], // biome-ignore format: one axis each
    ['a mean', (y: tf.Tensor4D) => tf.mean(y, [1, 2])],
    ['parts put together', (y: tf.Tensor4D) => tf.concat([y, tf.mul(y, 2)], 3)],
    ['a stack', (y: tf.Tensor4D) => tf.stack([y, y, y])],
  ] as const)('is the shape alone of the inputs of %s', (_, operation) => {
    const run = (): tf.Tensor => tf.tidy(() => tf.sum(operation(tf.square(x))));
    const { kept, gradient } = step(x, run);
    expect(kept).toBeLessThan(0.1 * map);
    // Homogeneous of degree 2 in x: Euler's theorem.
    const [value, inner] = tf.tidy(() =>
      [run(), tf.sum(tf.mul(x, tf.tensor(gradient, x.shape)))].map((each) => each.dataSync()[0] as number),
    ) as [number, number];
    expect(inner / value).toBeCloseTo(2, 3);
  });

  it('is the input of a convolution whose filter learns', () => {
    const { kept } = step(filter, () => tf.tidy(() => tf.sum(tf.conv2d(tf.square(x), filter, 1, 'same'))));
    expect(kept).toBeGreaterThanOrEqual(map);
    expect(kept).toBeLessThan(1.1 * map);
  });

  it('is what an inner gradient needs, whatever the outer one asks for', () => {
    const [a, b] = [tf.scalar(3), tf.scalar(5)];
    const f = (outer: tf.Tensor): tf.Tensor =>
      tf.mul(outer, tf.grad((inner: tf.Tensor) => tf.mul(tf.square(inner), tf.exp(tf.scalar(0))))(b));
    expect(tf.tidy(() => tf.grad(f)(a).dataSync()[0])).toBeCloseTo(10);
  });
});

describe('a network frozen in part', () => {
  /** Bytes kept by the forward pass, and all gradients. */
  async function frozenStep(first: number, trainBn: boolean) {
    const cnn = await buildCnn(models.mobilenetV2, { classes: 3, pretrained: false, random: new Random(5) });
    const trained = new TrainedModel(cnn);
    trained.freezeTo(first, trainBn);
    const variables = trained
      .parameterGroups()
      .flatMap(({ parameters }) => parameters.map(({ variable }) => variable));
    const photos = tf.randomNormal([2, 96, 96, 3], 0, 1, 'float32', 3);
    const before = tf.memory();
    const { value, grads, kept } = withHeldBytes((held) => {
      let kept = 0;
      const lossOf = (): tf.Scalar => {
        const loss = tf.mean(tf.square(forward(cnn.model, photos, { training: true }))) as tf.Scalar;
        kept = held().now;
        return loss;
      };
      return { ...tf.tidy(() => tf.variableGrads(lossOf, variables)), kept };
    });
    const last = (grads[(variables.at(-1) as tf.Variable).name] as tf.Tensor).dataSync().slice();
    tf.dispose([value, grads]);
    expect(tf.memory().numTensors).toBe(before.numTensors);
    tf.dispose(photos);
    cnn.model.dispose();
    return { kept, last, names: variables.length };
  }

  it('keeps less the more is frozen, and its gradients are the same', async () => {
    const all = await frozenStep(0, true);
    const body = await frozenStep(-1, true);
    expect(body.names).toBeLessThan(all.names);
    expect(body.last).toEqual(all.last);
    expect(body.kept).toBeLessThan(0.7 * all.kept);
    const half = await frozenStep(1, false);
    const head = await frozenStep(-1, false);
    expect(half.kept).toBeLessThan(0.5 * all.kept);
    // The maps of the body are gone; the head's weights alone are 5 MiB.
    expect(head.kept).toBeLessThan(half.kept);
  });
});
