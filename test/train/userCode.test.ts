import { beforeAll, describe, expect, it } from 'vitest';
import { engineReady, tf } from '../../src/engine/index.js';
import type { UserCodeError } from '../../src/errors.js';
import {
  CallbackError,
  type CallbackInput,
  Learner,
  type LearnerOptions,
  LossError,
  type LossFunction,
  type Metric,
  MetricError,
  Optimizer,
  OptimizerError,
  type RunOptions,
  type Schedule,
  ScheduleError,
  type TrainingCallback,
} from '../../src/train/index.js';
import { crossEntropy } from '../../src/train/losses.js';
import { ArchitectureError } from '../../src/vision/index.js';
import { memoryBunch } from './fixtures/memoryBunch.js';
import { tinyCnn } from './fixtures/tinyModel.js';

beforeAll(() => engineReady());

const quiet = { table: false } as const;
const boom = (): never => {
  throw new RangeError('boom');
};
const asyncBoom = async (): Promise<never> => boom();

/** Where a learner gets the broken part. */
interface Parts {
  readonly learner?: LearnerOptions;
  readonly run?: RunOptions & { readonly schedule?: Schedule };
}

interface Case {
  readonly what: string;
  readonly parts: () => Parts;
  readonly error: new (...args: never[]) => UserCodeError;
  /** What the message says, besides the name. */
  readonly says: RegExp;
  /** What is called in the message. */
  readonly name?: string;
}

const metric = (parts: object): Parts => ({
  learner: { metrics: { name: 'mine', higherIsBetter: true, ...parts } as Metric },
});
const counted = (value: () => unknown, add: () => unknown = () => undefined): Parts =>
  metric({ start: () => ({ add, value }) });
const fromMetric = (what: string, says: RegExp, parts: () => Parts): Case => ({
  what: `a metric ${what}`,
  parts,
  error: MetricError,
  says,
});
const metrics: readonly Case[] = [
  fromMetric('whose start() throws', /threw RangeError: boom .*in start\(\)/, () => metric({ start: boom })),
  fromMetric('whose start() is async', /gave a promise .*start\(\).*async/, () =>
    metric({ start: async () => ({ add: () => undefined, value: () => 1 }) }),
  ),
  fromMetric('whose start() gives nothing', /gave undefined where \{ add/, () =>
    metric({ start: () => undefined }),
  ),
  fromMetric('without add()', /gave an object with value where/, () =>
    metric({ start: () => ({ value: () => 1 }) }),
  ),
  fromMetric('whose add() throws', /threw RangeError: boom .*in add\(\)/, () => counted(() => 1, boom)),
  fromMetric('whose add() is async', /gave a promise .*add\(\)/, () => counted(() => 1, asyncBoom)),
  fromMetric('whose value() throws', /threw RangeError: boom .*in value\(\)/, () => counted(boom)),
  fromMetric('whose value() is async', /gave a promise where a .*async/, () => counted(async () => 3)),
  fromMetric('whose value() is async and throws', /gave a promise/, () => counted(asyncBoom)),
  fromMetric('that throws no error', /threw "why"/, () =>
    counted(() => {
      throw 'why';
    }),
  ),
  fromMetric('that gives nothing', /gave undefined where a number/, () => counted(() => undefined)),
  fromMetric('that gives NaN', /gave NaN where a number/, () => counted(() => Number.NaN)),
  fromMetric('that gives a list', /gave 1,2,3 where a number/, () => counted(() => [1, 2, 3])),
  fromMetric('that gives a tensor', /gave a tensor \[7\] where/, () => counted(() => tf.zeros([7]))),
  fromMetric('that gives a disposed tensor', /gave a disposed tensor \[2, 2\]/, () =>
    counted(() => {
      const tensor = tf.zeros([2, 2]);
      tensor.dispose();
      return tensor;
    }),
  ),
  fromMetric('that leaves tensors behind and throws', /boom/, () =>
    counted(boom, () => {
      tf.zeros([3]).add(1);
    }),
  ),
];

const callback = (event: string, does: () => unknown): Parts => ({
  run: { callbacks: [{ name: 'mine', [event]: does } as unknown as TrainingCallback] },
});
const events = [
  'onTrainBegin',
  'onEpochBegin',
  'onBatchBegin',
  'onBackwardEnd',
  'onBatchEnd',
  'onLoss',
  'onEpochEnd',
  'onTrainEnd',
];
const fromCallback = (what: string, says: RegExp, parts: () => Parts, name = 'mine'): Case => ({
  what: `a callback ${what}`,
  parts,
  error: CallbackError,
  says,
  name,
});
class MyWatch {
  onEpochEnd = boom;
}
const callbacks: readonly Case[] = [
  ...events.map((event) =>
    fromCallback(`that throws in ${event}`, new RegExp(`boom .* in ${event}`), () => callback(event, boom)),
  ),
  ...events.map((event) =>
    fromCallback(`whose ${event} is async and throws`, new RegExp(`boom .* in ${event}`), () =>
      callback(event, asyncBoom),
    ),
  ),
  fromCallback(
    'of a class without a name',
    /boom/,
    () => ({ run: { callbacks: [new MyWatch() as unknown as TrainingCallback] } }),
    'MyWatch',
  ),
  fromCallback('that cannot be saved', /boom .* in saveState/, () => ({
    run: {
      checkpoint: 'mine',
      callbacks: [{ name: 'mine', saveState: boom } as TrainingCallback],
    },
  })),
  fromCallback('that is saved later', /gave a promise where its state was due/, () => ({
    run: {
      checkpoint: 'mine',
      callbacks: [{ name: 'mine', saveState: async () => 1 } as TrainingCallback],
    },
  })),
  fromCallback(
    'whose maker throws',
    /boom/,
    () => {
      const mine: CallbackInput = boom;
      return { run: { callbacks: [mine] } };
    },
    'boom',
  ),
  fromCallback(
    'whose maker is async',
    /gave a promise/,
    () => ({
      run: { callbacks: [async function late() {} as never] },
    }),
    'late',
  ),
];

const schedule = (pointAt: unknown): Parts => {
  const mine = (() => pointAt) as unknown as Schedule;
  return { run: { schedule: mine } };
};
const fromSchedule = (what: string, says: RegExp, parts: () => Parts, name = 'mine'): Case => ({
  what: `a schedule ${what}`,
  parts,
  error: ScheduleError,
  says,
  name,
});
const point = (lrFactor: unknown, momentum?: unknown) => () => ({ lrFactor, momentum });
const schedules: readonly Case[] = [
  fromSchedule(
    'that is none',
    /is no function/,
    () => ({ run: { schedule: 'cosine' as never } }),
    'schedule',
  ),
  fromSchedule('that throws', /boom/, () => ({ run: { schedule: boom } }), 'boom'),
  fromSchedule('that is async', /gave a promise/, () => schedule(Promise.resolve(point(1)))),
  fromSchedule('that gives nothing', /gave undefined where a function/, () => schedule(undefined)),
  fromSchedule('that throws at a batch', /boom/, () => schedule(boom)),
  fromSchedule('that throws at a later batch', /boom/, () =>
    schedule((i: number) => (i < 2 ? { lrFactor: 1 } : boom())),
  ),
  fromSchedule('that gives a number', /gave 0.1 where \{ lrFactor/, () => schedule(() => 0.1)),
  fromSchedule('that is async at a batch', /gave a promise .* iteration 0/, () =>
    schedule(async () => point(1)()),
  ),
  ...[Number.NaN, -1, Number.POSITIVE_INFINITY, undefined, '1'].map((factor) =>
    fromSchedule(`with a factor of ${factor}`, /where an lrFactor of at least 0/, () =>
      schedule(point(factor)),
    ),
  ),
  ...[Number.NaN, -0.1, 1].map((momentum) =>
    fromSchedule(`with a momentum of ${momentum}`, /where a momentum/, () => schedule(point(1, momentum))),
  ),
];

const loss = (parts: object): Parts => ({
  learner: { lossFunc: { ...crossEntropy(), name: 'mine', ...parts } as LossFunction },
});
const fromLoss = (what: string, says: RegExp, parts: () => Parts, name = 'mine'): Case => ({
  what: `a loss ${what}`,
  parts,
  error: LossError,
  says,
  name,
});
const losses: readonly Case[] = [
  fromLoss('that throws', /boom .*perItem\(\) for outputs a tensor \[8, 3\]/, () => loss({ perItem: boom })),
  fromLoss('that is async', /gave a promise where a tensor \[8\]/, () => loss({ perItem: asyncBoom })),
  fromLoss('that gives nothing', /gave undefined/, () => loss({ perItem: () => undefined })),
  fromLoss('that gives a number', /gave 3 where/, () => loss({ perItem: () => 3 })),
  fromLoss('that gives one number for all', /gave a tensor \[\] where a tensor \[8\]/, () =>
    loss({ perItem: (outputs: tf.Tensor) => tf.mean(outputs) }),
  ),
  fromLoss('that gives a number for each class', /gave a tensor \[8, 3\]/, () =>
    loss({ perItem: (outputs: tf.Tensor) => tf.square(outputs) }),
  ),
  fromLoss('that gives a disposed tensor', /gave a disposed tensor/, () =>
    loss({
      perItem: (outputs: tf.Tensor) => {
        const items = tf.sum(outputs, 1);
        items.dispose();
        return items;
      },
    }),
  ),
  fromLoss('that does not depend on the outputs', /threw .*backward pass/, () =>
    loss({ perItem: (outputs: tf.Tensor) => tf.zeros([outputs.shape[0] as number]) }),
  ),
  fromLoss('with weights of another length', /gave a tensor \[2\] .*itemWeights/, () =>
    loss({ itemWeights: () => tf.ones([2]) }),
  ),
  fromLoss('whose activation throws', /boom .*activation/, () => loss({ activation: boom })),
  fromLoss('whose activation gives other rows', /gave a tensor \[1, 3\] .*activation/, () =>
    loss({ activation: (outputs: tf.Tensor) => tf.slice(outputs, [0, 0], [1, 3]) }),
  ),
  fromLoss(
    'that a callback sets and is none',
    /gave undefined where a tensor of one number/,
    () => ({
      run: {
        callbacks: [
          {
            name: 'other',
            onBatchBegin: (state) => {
              state.lossOf = () => undefined as never;
            },
          },
        ],
      },
    }),
    'state.lossOf',
  ),
];

class Stuck extends Optimizer {
  protected override update(): void {
    boom();
  }
}
const optimizers: readonly Case[] = [
  {
    what: 'an optimizer that throws in its step',
    parts: () => ({ learner: { optFunc: (groups) => new Stuck(groups, 0.9) } }),
    error: OptimizerError,
    says: /boom .*step\(\)/,
    name: 'Stuck',
  },
  {
    what: 'an optimizer that cannot be made',
    parts: () => ({ learner: { optFunc: boom } }),
    error: OptimizerError,
    says: /boom/,
    name: 'boom',
  },
  {
    what: 'an optimizer that comes later',
    parts: () => ({ learner: { optFunc: (async () => undefined) as never } }),
    error: OptimizerError,
    says: /gave a promise where an Optimizer/,
    name: 'optFunc',
  },
];

describe.each([...metrics, ...callbacks, ...schedules, ...losses, ...optimizers])('$what', (each) => {
  it('is named, with its line, and harms neither the learner nor the engine', async () => {
    const { learner: options = {}, run = {} } = each.parts();
    const data = memoryBunch();
    const model = await tinyCnn(3);
    // What the same weights allocate on their own, once they are trained.
    const sound = new Learner(data, model);
    await sound.fit(1, 1e-3, quiet);
    const before = tf.memory().numTensors;
    const weights = weightsOf(model.model);
    const broken = new Learner(data, model, options);
    const error = await broken.fit(2, 1e-3, { ...quiet, ...run }).catch((thrown: unknown) => thrown);
    broken.optimizer?.dispose();

    expect(error).toBeInstanceOf(each.error);
    const { message, stack, cause } = error as Error;
    expect(message).toContain(`“${each.name ?? 'mine'}” `);
    expect(message.split('\n')[0]).toMatch(each.says);
    // The user's line: in the error that was thrown there, or else at the head of the stack.
    const thrown = message.includes(' threw ');
    if (thrown && each.says.source.includes('boom')) {
      expect(message).toMatch(/\(at .*userCode\.test\.ts:\d+:\d+\)/);
      expect((cause as Error).message).toBe('boom');
    }
    if (!thrown && !message.includes('is no function'))
      expect(stack).toMatch(/\n {4}at .*userCode\.test\.ts:\d+/);

    expect(tf.memory().numTensors).toBe(before);
    expect(weights.every((numbers) => numbers.every(Number.isFinite))).toBe(true);
    await sound.fit(1, 1e-3, quiet);
    expect(tf.memory().numTensors).toBe(before);
    expect((await sound.validate()).loss).not.toBeNaN();
    sound.optimizer?.dispose();
  });
});

const weightsOf = (model: tf.LayersModel): Float32Array[] =>
  model.getWeights().map((weight) => weight.dataSync() as Float32Array);

describe('one learner', () => {
  it('goes on after each broken run as if it had not been', async () => {
    const learn = new Learner(memoryBunch(), await tinyCnn(3));
    await learn.fit(1, 1e-3, quiet);
    const before = tf.memory().numTensors;
    for (const { parts } of [...callbacks, ...schedules]) {
      await expect(learn.fit(1, 1e-3, { ...quiet, ...parts().run })).rejects.toThrow();
      await learn.fit(1, 1e-3, quiet);
      expect(tf.memory().numTensors).toBe(before);
    }
  });

  it('frees what a metric leaves in the engine, and leaves what it keeps', async () => {
    const kept = tf.keep(tf.scalar(2));
    const leaky: Metric = {
      name: 'leaky',
      higherIsBetter: true,
      start: () => {
        let sum: tf.Tensor = tf.scalar(0);
        return {
          add: ({ count }) => {
            sum = sum.add(tf.scalar(count).mul(kept));
          },
          value: () => sum.dataSync()[0] as number,
        };
      },
    };
    const learn = new Learner(memoryBunch(), await tinyCnn(3), { metrics: leaky });
    const before = tf.memory().numTensors;
    expect((await learn.validate()).metrics).toEqual({ leaky: 24 });
    expect((await learn.validate()).metrics).toEqual({ leaky: 24 });
    expect(tf.memory().numTensors).toBe(before);
    expect(kept.dataSync()[0]).toBe(2);
    kept.dispose();
  });
});

describe('a loss that goes wrong', () => {
  const broken: Record<string, Partial<LossFunction>> = {
    'in activation()': { activation: boom },
    'in perItem()': { perItem: boom },
  };
  it.each(Object.entries(broken))('%s leaves nothing behind, whatever asks for it', async (_what, part) => {
    const cnn = await tinyCnn(3);
    const lossFunc = { ...crossEntropy(), name: 'mine', ...part } as LossFunction;
    const learn = new Learner(memoryBunch(), cnn, { lossFunc, trainBn: false });
    const photos = tf.zeros([2, 6, 6, 3]) as tf.Tensor4D;
    const asks = [
      () => learn.validate(),
      () => learn.getPreds(),
      () => learn.fit(1, 1e-3, quiet),
      () => learn.lrFind({ numIt: 3 }).then(() => learn.validate()),
      ...(part.activation ? [() => learn.predictBatch(photos)] : []),
    ];
    for (const isFrozen of [false, true]) {
      if (isFrozen) learn.freeze();
      for (const ask of asks) {
        await ask().catch(() => undefined);
        const before = tf.memory().numTensors;
        await expect(ask()).rejects.toThrow(LossError);
        expect(tf.memory().numTensors).toBe(before);
      }
    }
    photos.dispose();
  });
});

describe("a network of the user's own", () => {
  const outputs: Record<string, [call: (x: tf.Tensor) => unknown, says: RegExp]> = {
    throws: [
      boom,
      /threw RangeError: boom .*its layer “odd”, which got \[8, 3\], for an input of \[8, 6, 6, 3\]/,
    ],
    'is async': [asyncBoom, /gave a promise where a tensor/],
    'gives nothing': [() => undefined, /gave undefined where a tensor/],
    'gives a number': [() => 4, /gave 4 where a tensor/],
    'gives a disposed tensor': [
      (x) => {
        const y = x.clone();
        y.dispose();
        return y;
      },
      /gave a disposed tensor/,
    ],
  };
  it.each(Object.entries(outputs))('whose layer %s is named', async (_what, [call, says]) => {
    class Odd extends tf.layers.Layer {
      static className = 'Odd';
      override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
        return call([inputs].flat()[0] as tf.Tensor) as tf.Tensor;
      }
    }
    const input = tf.input({ shape: [6, 6, 3] });
    const dense = tf.layers.dense({ units: 3 }).apply(tf.layers.flatten().apply(input)) as tf.SymbolicTensor;
    const odd = new Odd({ name: 'odd' }).apply(dense) as tf.SymbolicTensor;
    const model = tf.model({ name: 'mine', inputs: input, outputs: odd });
    const learn = new Learner(memoryBunch(), model);
    const before = tf.memory().numTensors;
    for (const work of [() => learn.fit(1, 1e-3, quiet), () => learn.validate(), () => learn.getPreds()]) {
      const error = await work().catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(ArchitectureError);
      expect(error).toMatchObject({ architecture: 'mine', message: expect.stringMatching(says) });
    }
    expect(tf.memory().numTensors).toBe(before);
  });

  it.each([
    ['a promise', Promise.resolve(undefined)],
    ['nothing', undefined],
    ['a name', 'resnet34'],
  ])('that is %s is refused', (_what, model) => {
    expect(() => new Learner(memoryBunch(), model as never)).toThrow(
      /`model` must be a Keras model.*\n.*await/,
    );
  });
});
