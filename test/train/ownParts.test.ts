import { beforeAll, describe, expect, it } from 'vitest';
import { engineReady, tf } from '../../src/engine/index.js';
import {
  ArchitectureError,
  CallbackError,
  Learner,
  type LearnerOptions,
  type Metric,
  MetricError,
} from '../../src/train/index.js';
import { memoryBunch } from './fixtures/memoryBunch.js';
import { tinyCnn } from './fixtures/tinyModel.js';

beforeAll(() => engineReady());

const quiet = { table: false } as const;

async function learner(options: LearnerOptions = {}): Promise<Learner> {
  return new Learner(memoryBunch(), await tinyCnn(3), options);
}

const metric = (value: () => unknown): Metric => ({
  name: 'mine',
  higherIsBetter: true,
  start: () => ({ add: () => undefined, value: value as () => number }),
});

describe("a metric of the user's own", () => {
  it.each([
    ['throws', metric(() => JSON.parse('{')), 'threw SyntaxError'],
    ['gives NaN', metric(() => Number.NaN), 'gave NaN'],
    ['gives no number', metric(() => [1, 2]), 'gave 1,2 where a number was due'],
    ['gives nothing', metric(() => undefined), 'gave undefined'],
    ['has no accumulator', { ...metric(() => 1), start: () => undefined as never }, 'mine'],
  ])('that %s is named', async (_what, mine, text) => {
    const learn = await learner({ metrics: mine });
    const error = await learn.fit(1, 1e-3, quiet).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(MetricError);
    expect(error).toMatchObject({ metric: 'mine', message: expect.stringContaining(text) });
    await expect(learn.validate()).rejects.toThrow(MetricError);
  });

  it('may be NaN where it says so', async () => {
    const learn = await learner({ metrics: { ...metric(() => Number.NaN), mayBeNaN: true } });
    expect((await learn.validate()).metrics.mine).toBeNaN();
  });
});

describe("a callback of the user's own", () => {
  it('that throws is named, with its event, its line and the error', async () => {
    const learn = await learner();
    const cause = new RangeError('no such epoch');
    const mine = {
      name: 'mine',
      async onEpochEnd(): Promise<void> {
        throw cause;
      },
    };
    const error = await learn
      .fit(1, 1e-3, { ...quiet, callbacks: [mine] })
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(CallbackError);
    expect(error).toMatchObject({ callback: 'mine', event: 'onEpochEnd', cause });
    expect((error as Error).message).toMatch(/RangeError: no such epoch \(at .*ownParts\.test\.ts:\d+/);
    await learn.fit(1, 1e-3, quiet);
  });

  it('that is no callback is refused', async () => {
    const learn = await learner();
    const nothing = (() => undefined) as never;
    await expect(learn.fit(1, 1e-3, { ...quiet, callbacks: [nothing] })).rejects.toThrow(
      'functions that return',
    );
    await expect(learn.fit(1, 1e-3, { ...quiet, callbacks: ['csvLog' as never] })).rejects.toThrow(
      'callbacks',
    );
  });
});

describe("a network of the user's own", () => {
  const model = (...layers: tf.layers.Layer[]): tf.LayersModel =>
    tf.sequential({ name: 'mine', layers: [tf.layers.flatten({ inputShape: [6, 6, 3] }), ...layers] });

  it('with outputs for other classes is named before it trains', () => {
    const make = (): Learner => new Learner(memoryBunch(), model(tf.layers.dense({ units: 5 })));
    expect(make).toThrow(ArchitectureError);
    expect(make).toThrow('“mine” gives [n, 5] where the data have 3 classes');
  });

  it('that throws is named', async () => {
    class Broken extends tf.layers.Layer {
      static className = 'Broken';
      override call(): tf.Tensor {
        throw new TypeError('no kernel');
      }
    }
    const graph = tf.input({ shape: [6, 6, 3] });
    const dense = tf.layers.dense({ units: 3 }).apply(tf.layers.flatten().apply(graph)) as tf.SymbolicTensor;
    const broken = new Broken({}).apply(dense) as tf.SymbolicTensor;
    const learn = new Learner(memoryBunch(), tf.model({ name: 'mine', inputs: graph, outputs: broken }));
    const error = await learn.fit(1, 1e-3, quiet).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ArchitectureError);
    expect(error).toMatchObject({ architecture: 'mine', cause: { message: 'no kernel' } });
    expect((error as Error).message).toContain('for an input of [8, 6, 6, 3]');
  });
});
