import fc from 'fast-check';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { InvalidArgumentError, Random } from '../../../src/core/index.js';
import { engineReady, tf } from '../../../src/engine/index.js';
import { jupyterDisplay } from '../../../src/notebook/index.js';
import {
  type BatchGenerator,
  evaluateGenerator,
  fitGenerator,
  fitTensors,
  kFold,
  predictGenerator,
} from '../../../src/train/groups/keras.js';
import { ImageDataGenerator, initializeWeights } from '../../../src/vision/index.js';

beforeAll(() => engineReady());

const pictures = (n: number): [tf.Tensor4D, tf.Tensor2D] => {
  const random = new Random('pictures');
  const labels = Array.from({ length: n }, () => random.int(2));
  const values = labels.flatMap((label) => Array.from({ length: 16 }, () => random.uniform() + 0.4 * label));
  return [tf.tensor4d(values, [n, 4, 4, 1]), tf.tensor2d(labels, [n, 1])];
};

function smallNet(): tf.Sequential {
  const model = tf.sequential({
    layers: [
      tf.layers.flatten({ inputShape: [4, 4, 1] }),
      // Named: initializeWeights draws by name, and tfjs counts its own names on from test to test.
      tf.layers.dense({ units: 6, activation: 'relu', name: 'hidden' }),
      tf.layers.dense({ units: 1, activation: 'sigmoid', name: 'answer' }),
    ],
  });
  let seed = 0;
  for (const weight of model.weights) {
    const values = new Random(`weight ${seed++}`);
    weight.write(
      tf.tensor(
        Float32Array.from({ length: weight.shape.reduce<number>((a, b) => a * (b as number), 1) }, () =>
          values.normal(0, 0.4),
        ),
        weight.shape as number[],
      ),
    );
  }
  model.compile({ optimizer: tf.train.sgd(0.5), loss: 'binaryCrossentropy', metrics: ['accuracy'] });
  return model;
}

describe('fitTensors', () => {
  it('gives the curves of tf.js’s own fit', async () => {
    const [x, y] = pictures(50);
    const [vx, vy] = pictures(20);
    const theirs = await smallNet().fit(x, y, {
      epochs: 3,
      batchSize: 16,
      shuffle: false,
      validationData: [vx, vy],
      verbose: 0,
    });
    const ours = await fitTensors(smallNet(), x, y, {
      epochs: 3,
      batchSize: 16,
      shuffle: false,
      validationData: [vx, vy],
    });
    expect(Object.keys(ours.history).sort()).toEqual(['acc', 'loss', 'val_acc', 'val_loss']);
    for (const name of ['loss', 'acc', 'val_loss', 'val_acc']) {
      const expected = theirs.history[name] as number[];
      expect(
        tf
          .tensor(ours.history[name] as number[])
          .sub(expected)
          .abs()
          .max()
          .dataSync()[0],
        name,
      ).toBeLessThan(1e-4);
    }
  });

  it('ends an epoch after stepsPerEpoch batches and goes on from there', async () => {
    const [x, y] = pictures(48);
    const options = { batchSize: 8, seed: 7 };
    const whole = await fitTensors(smallNet(), x, y, { ...options, epochs: 2 });
    const thirds = await fitTensors(smallNet(), x, y, { ...options, epochs: 6, stepsPerEpoch: 2 });
    const losses = thirds.history.loss as number[];
    expect(losses).toHaveLength(6);
    for (const pass of [0, 1]) {
      const mean = losses.slice(3 * pass, 3 * pass + 3).reduce((a, b) => a + b, 0) / 3;
      expect(mean).toBeCloseTo(whole.history.loss?.[pass] as number, 5);
    }
  });

  it('shuffles by its seed alone, and keeps no tensor', async () => {
    const [x, y] = pictures(40);
    const run = async (seed: number): Promise<number[]> => {
      const model = smallNet();
      await fitTensors(model, x, y, { batchSize: 8, seed });
      const before = tf.memory().numTensors;
      const { history } = await fitTensors(model, x, y, {
        batchSize: 8,
        epochs: 2,
        seed,
        validationData: [x, y],
      });
      expect(tf.memory().numTensors).toBe(before);
      return history.val_loss as number[];
    };
    const [once, again, other] = [await run(1), await run(1), await run(2)];
    expect(again).toEqual(once);
    expect(other).not.toEqual(once);
  });

  it('shows a table, or nothing when verbose is 0', async () => {
    const [x, y] = pictures(8);
    const lines = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    await fitTensors(smallNet(), x, y, { epochs: 2, verbose: 0 });
    const quiet = lines.mock.calls.length;
    await fitTensors(smallNet(), x, y, { epochs: 2 });
    const shown = lines.mock.calls.length;
    lines.mockRestore();
    expect([quiet, shown]).toEqual([0, 3]);
  });

  it('refuses targets of another length', async () => {
    const [x] = pictures(4);
    const [, y] = pictures(3);
    expect(() => fitTensors(smallNet(), x, y)).toThrow(InvalidArgumentError);
  });

  it('stops when it is told to, with the weights as they are', async () => {
    const [x, y] = pictures(40);
    const model = smallNet();
    await expect(fitTensors(model, x, y, { signal: AbortSignal.abort() })).rejects.toThrow(/abort/i);
    expect((model.predict(x) as tf.Tensor).shape).toEqual([40, 1]);
  });
});

describe('generators', () => {
  it('evaluate and predict as the model does on all at once', async () => {
    const [x, y] = pictures(23);
    const model = smallNet();
    const flow = new ImageDataGenerator().flow(x, y, { batchSize: 5, shuffle: false });
    const [loss, acc] = (model.evaluate(x, y) as tf.Scalar[]).map((value) => value.dataSync()[0] as number);
    const measured = await evaluateGenerator(model, flow);
    expect(measured.loss).toBeCloseTo(loss as number, 5);
    expect(measured.acc).toBeCloseTo(acc as number, 5);
    const predicted = await predictGenerator(model, flow);
    const expected = model.predict(x) as tf.Tensor;
    expect(predicted.shape).toEqual([23, 1]);
    expect(predicted.sub(expected).abs().max().dataSync()[0]).toBeLessThan(1e-4);
    expect((await predictGenerator(model, flow, { steps: 2 })).shape).toEqual([10, 1]);
  });

  it('draw the steps that were asked for from an endless generator', async () => {
    let made = 0;
    const endless: BatchGenerator = {
      async *[Symbol.asyncIterator]() {
        for (;;) {
          made += 1;
          const [xs, ys] = pictures(4);
          yield { xs, ys };
        }
      },
    };
    const history = await fitGenerator(smallNet(), endless, {
      epochs: 2,
      stepsPerEpoch: 3,
      validationData: endless,
      validationSteps: 2,
    });
    expect(made).toBe(2 * 3 + 2 * 2);
    expect(history.epochs).toBe(2);
    await expect(fitGenerator(smallNet(), endless)).rejects.toThrow('stepsPerEpoch');
  });

  it('say so when they run dry', async () => {
    const short: BatchGenerator = {
      async *[Symbol.asyncIterator]() {
        const [xs, ys] = pictures(4);
        yield { xs, ys };
      },
    };
    await expect(fitGenerator(smallNet(), short, { stepsPerEpoch: 2 })).rejects.toThrow(
      'one that goes on for 2',
    );
  });
});

describe('KerasHistory', () => {
  it('plots training as points and validation as a line, smoothed if wanted', async () => {
    const [x, y] = pictures(20);
    const history = await fitTensors(smallNet(), x, y, { epochs: 3, validationData: [x, y] });
    const [training, validation] = history.plot('acc').data;
    expect(training).toMatchObject({
      name: 'training accuracy',
      mode: 'markers',
      x: [0, 1, 2],
      y: history.history.acc,
    });
    expect(validation).toMatchObject({
      name: 'validation accuracy',
      mode: 'lines',
      y: history.history.val_acc,
    });
    const [first, second] = history.history.loss as [number, number];
    const smoothed = history.plot('loss', { smooth: 0.8 }).data[0]?.y as number[];
    expect(smoothed[1]).toBeCloseTo(0.8 * first + 0.2 * second, 10);
    expect(String(history[jupyterDisplay]()['text/plain'])).toContain('val_loss');
  });
});

describe('kFold', () => {
  it('validates every sample once, in parts of almost equal size', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 60 }),
        fc.integer({ min: 2, max: 60 }),
        fc.integer(),
        (a, b, seed) => {
          const [n, k] = [Math.max(a, b), Math.min(a, b)];
          const folds = kFold(n, k, { seed });
          const all = Array.from({ length: n }, (_, i) => i);
          expect(folds.flatMap(({ valid }) => valid).sort((x, y) => x - y)).toEqual(all);
          for (const { train, valid } of folds) {
            expect([...train, ...valid].sort((x, y) => x - y)).toEqual(all);
            expect(Math.abs(valid.length - n / k)).toBeLessThan(1);
          }
        },
      ),
    );
  });

  it('refuses more parts than samples', () => {
    expect(() => kFold(3, 4)).toThrow(InvalidArgumentError);
    expect(() => kFold(3, 1)).toThrow(InvalidArgumentError);
  });
});

it('trains a dense net that starts from drawn weights', async () => {
  const [x, y] = pictures(200);
  const model = smallNet();
  initializeWeights(model, new Random(42));
  const history = await fitTensors(model, x, y, { epochs: 20 });
  expect(history.history.acc?.at(-1)).toBeGreaterThan(0.9);
});
