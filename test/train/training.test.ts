import { beforeAll, describe, expect, it } from 'vitest';
import { engineReady, tf } from '../../src/engine/index.js';
import {
  accuracy,
  accuracyThresh,
  earlyStopping,
  fbeta,
  Learner,
  LearnerBusyError,
  type LearnerOptions,
  LossNotFiniteError,
  mae,
  mixup,
  mse,
  oneCycle,
  reduceOnPlateau,
  sgd,
  slice,
  type TrainingCallback,
  TrainingInterruptedError,
  type TrainingState,
} from '../../src/train/index.js';
import { hostOf } from '../../src/train/learner.js';
import { flattenLayers, isBatchNorm } from '../../src/train/loop/trainedModel.js';
import type { DataBunch, DataLoader } from '../../src/vision/index.js';
import { memoryBunch } from './fixtures/memoryBunch.js';
import { tinyBody, tinyCnn } from './fixtures/tinyModel.js';

beforeAll(() => engineReady());

async function learner(options: LearnerOptions = {}): Promise<Learner> {
  return new Learner(memoryBunch(), await tinyCnn(), { metrics: [accuracy], ...options });
}

const quiet = { table: false } as const;

function withResolvers(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

describe('fit', () => {
  it('takes epochs and rate (v1), or rates and cycles (v0.7)', async () => {
    const learn = await learner();
    await learn.fit(2, 1e-3, quiet);
    expect(learn.recorder.history.epochs).toHaveLength(2);
    expect(new Set(learn.recorder.lrs)).toEqual(new Set([1e-3]));
    await learn.fit(0.01, 2, quiet);
    expect(new Set(learn.recorder.lrs)).toEqual(new Set([0.01]));
    expect(learn.recorder.history.epochs).toHaveLength(2);
    await learn.fit([1e-4, 1e-3, 1e-2], 2, { cycleLen: 1, cycleMult: 2, ...quiet });
    expect(learn.recorder.history.epochs).toHaveLength(3);
    expect(learn.recorder.lrs[0]).toBeCloseTo(1e-4, 12);
    expect(learn.recorder.lrs[3]).toBeCloseTo(1e-2, 12);
    await expect(learn.fit([1, 2], 1, quiet)).rejects.toThrow('2 learning rates were given');
    await expect(learn.fitOneCycle(0, quiet)).rejects.toThrow('epochs');
  });

  it('records the rates and momenta of one cycle, and takes the rate in both places', async () => {
    const learn = await learner();
    await learn.fitOneCycle(2, { maxLr: slice(1e-3, 1e-2), ...quiet });
    const at = oneCycle()({ batchesPerEpoch: 3, epochs: 2 });
    learn.recorder.lrs.forEach((lr, i) => {
      expect(lr).toBeCloseTo(at(i).lrFactor * 1e-2, 12);
    });
    expect(learn.recorder.moms[0]).toBe(0.95);
    await learn.fitOneCycle(1, slice(2e-3));
    expect(Math.max(...learn.recorder.lrs)).toBeCloseTo(2e-3, 12);
  });

  it('gives each layer group its rate', async () => {
    const learn = await learner({ optFunc: sgd({ momentum: 0 }), wd: 0 });
    const first = learn.model.getLayer('tiny_conv1').getWeights()[0] as tf.Tensor;
    const before = Array.from(first.dataSync());
    await learn.fit([0, 0, 0.1], 1, quiet);
    expect(Array.from((learn.model.getLayer('tiny_conv1').getWeights()[0] as tf.Tensor).dataSync())).toEqual(
      before,
    );
    await learn.fit([0.1, 0, 0], 1, quiet);
    expect(
      Array.from((learn.model.getLayer('tiny_conv1').getWeights()[0] as tf.Tensor).dataSync()),
    ).not.toEqual(before);
  });

  it('is the same again with the same seed', async () => {
    const [a, b] = [await learner(), await learner()];
    await a.fitOneCycle(2, quiet);
    await b.fitOneCycle(2, quiet);
    expect(a.recorder.losses).toEqual(b.recorder.losses);
  });

  it('trains a plain Keras model too', async () => {
    const body = tinyBody('plain');
    const pooled = tf.layers
      .globalAveragePooling2d({ name: 'plain_pool' })
      .apply(body.outputs[0] as tf.SymbolicTensor);
    const outputs = tf.layers.dense({ name: 'plain_dense', units: 3 }).apply(pooled) as tf.SymbolicTensor;
    const learn = new Learner(memoryBunch(), tf.model({ inputs: body.inputs, outputs }));
    const before = await learn.validate();
    await learn.fit(5, 1e-2, quiet);
    expect((await learn.validate()).loss).toBeLessThan(before.loss);
    await expect(learn.fit([1e-3, 1e-2], 1, quiet)).rejects.toThrow('1 layer group.');
  });
});

describe('freezing', () => {
  it('trains the head, and batch norm of the body with trainBn', async () => {
    const learn = await learner();
    const { total } = hostOf(learn).trained.countParameters();
    expect(hostOf(learn).trained.countParameters().trainable).toBe(total);
    learn.freeze();
    const head = total - (3 * 3 * 3 * 4 + 4) - 2 * 4 - (3 * 3 * 4 * 6 + 6);
    expect(hostOf(learn).trained.countParameters()).toEqual({ total, trainable: head + 2 * 4 });
    expect(hostOf(learn).trained.bodyIsFixed).toBe(false);
    learn.freezeTo(1);
    expect(hostOf(learn).trained.countParameters().trainable).toBe(head + 8 + 3 * 3 * 4 * 6 + 6);
    expect(() => learn.freezeTo(5)).toThrow('group number from -3 to 2');
  });

  it('keeps a frozen body without batch norm training exactly as it is', async () => {
    const learn = await learner({ trainBn: false });
    learn.freeze();
    expect(hostOf(learn).trained.bodyIsFixed).toBe(true);
    const { body } = learn.cnn as NonNullable<typeof learn.cnn>;
    const values = (): number[][] => body.getWeights().map((weight) => Array.from(weight.dataSync()));
    const before = values();
    await learn.fit(2, 1e-2, quiet);
    expect(values()).toEqual(before);
  });

  it('moves the running statistics of a frozen body with trainBn', async () => {
    const learn = await learner();
    learn.freeze();
    const running = (): number[] =>
      Array.from(learn.model.getLayer('tiny_bn').getWeights()[2]?.dataSync() ?? []);
    const before = running();
    await learn.fit(1, 1e-2, quiet);
    expect(running()).not.toEqual(before);
  });

  it('keeps all statistics and moves the factors after bnFreeze, through unfreeze, until it is taken back', async () => {
    const learn = await learner();
    learn.bnFreeze(true);
    learn.unfreeze();
    const norms = flattenLayers(learn.model.layers).filter(isBatchNorm);
    const values = (from: number): number[][] =>
      norms.flatMap((layer) =>
        layer
          .getWeights()
          .slice(from, from + 2)
          .map((weight) => Array.from(weight.dataSync())),
      );
    const [factors, statistics] = [values(0), values(2)];
    await learn.fit(1, 1e-2, quiet);
    expect(values(2)).toEqual(statistics);
    for (const [i, factor] of values(0).entries()) expect(factor).not.toEqual(factors[i]);
    expect(String(learn)).toContain('batch norm keeps its statistics');
    learn.bnFreeze(false);
    await learn.fit(1, 1e-2, quiet);
    for (const [i, moved] of values(2).entries()) expect(moved).not.toEqual(statistics[i]);
  });

  it('leaves frozen batch norm at rest when bnFreeze is taken back', async () => {
    const learn = await learner({ trainBn: false });
    learn.freeze();
    learn.bnFreeze(true);
    learn.bnFreeze(false);
    expect(hostOf(learn).trained.bodyIsFixed).toBe(true);
  });

  it("tells Keras's own batch norm to keep its statistics", async () => {
    const input = tf.input({ shape: [6, 6, 3] });
    const bn = tf.layers.batchNormalization({ name: 'keras_bn' });
    const pooled = tf.layers.globalAveragePooling2d({}).apply(bn.apply(input)) as tf.SymbolicTensor;
    const dense = tf.layers.dense({ units: 3, name: 'keras_dense' });
    const model = tf.model({ inputs: input, outputs: dense.apply(pooled) as tf.SymbolicTensor });
    const learn = new Learner(memoryBunch(), model, { trainBn: false, layerGroups: [[bn], [dense]] });
    learn.freeze();
    const moving = (): number[] => Array.from(bn.getWeights()[2]?.dataSync() ?? []);
    const before = moving();
    await learn.fit(1, 1e-2, quiet);
    expect(moving()).toEqual(before);
    learn.unfreeze();
    await learn.fit(1, 1e-2, quiet);
    expect(moving()).not.toEqual(before);
  });
});

describe('what goes wrong', () => {
  it('stops at a loss that is not a number, and says where', async () => {
    const learn = await learner();
    const error = await learn.fit(3, 1e30, quiet).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(LossNotFiniteError);
    expect((error as LossNotFiniteError).message).toMatch(
      /epoch 0, batch \d, at a learning rate of 1\.00e\+30/,
    );
  });

  it('stops after the batch when interrupted, and keeps what is done', async () => {
    const learn = await learner();
    const controller = new AbortController();
    const abort: TrainingCallback = {
      name: 'abort',
      onBatchEnd: ({ iteration }) => {
        if (iteration === 4) controller.abort();
      },
    };
    const error = await learn
      .fit(5, 1e-3, { signal: controller.signal, callbacks: [abort], ...quiet })
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(TrainingInterruptedError);
    expect(error).toMatchObject({ finishedEpochs: 1, epochs: 5, batches: 2 });
    expect(learn.recorder.history.epochs).toHaveLength(1);
    expect(hostOf(learn).epochsTrained).toBe(1);
    await learn.fit(1, 1e-3, quiet);
    expect(hostOf(learn).epochsTrained).toBe(2);
  });

  it('refuses to overlap', async () => {
    const learn = await learner();
    const first = learn.fit(1, 1e-3, quiet);
    await expect(learn.fit(1, 1e-3, quiet)).rejects.toThrow(LearnerBusyError);
    expect(() => learn.freeze()).toThrow('busy with fit');
    await first;
  });

  it('waits for a run that was interrupted', async () => {
    const learn = await learner();
    const controller = new AbortController();
    const { promise: started, resolve } = withResolvers();
    const callbacks = [{ name: 'started', onBatchBegin: resolve }];
    const first = learn.fit(50, 1e-3, { signal: controller.signal, callbacks, ...quiet });
    const outcome = expect(first).rejects.toThrow(TrainingInterruptedError);
    await started;
    controller.abort();
    await learn.fit(1, 1e-3, quiet);
    await outcome;
    expect(hostOf(learn).epochsTrained).toBe(1);
  });

  it('throws when a callback sets a field that does not exist', async () => {
    const learn = await learner();
    const misspelt: TrainingCallback = {
      name: 'misspelt',
      onBatchBegin: (state) => {
        (state as TrainingState & { learningRate: number }).learningRate = 1;
      },
    };
    await expect(learn.fit(1, 1e-3, { callbacks: [misspelt], ...quiet })).rejects.toThrow('learningRate');
  });
});

describe('other kinds of labels', () => {
  /** The bunch with its class indices turned into other targets. */
  function relabelled(targetKind: 'multi' | 'number', target: (labels: tf.Tensor1D) => tf.Tensor): DataBunch {
    const bunch = memoryBunch();
    const change = (loader: DataLoader): DataLoader => ({
      ...loader,
      async *batches(options) {
        for await (const batch of loader.batches(options)) {
          const ys = tf.tidy(() => target(batch.ys as tf.Tensor1D));
          batch.ys.dispose();
          yield { ...batch, ys };
        }
      },
    });
    const { trainDl, validDl, fixDl } = bunch;
    return { ...bunch, targetKind, trainDl: change(trainDl), validDl: change(validDl), fixDl: change(fixDl) };
  }

  it('several labels a photo', async () => {
    const data = relabelled('multi', (labels) => tf.cast(tf.oneHot(labels, 3), 'float32'));
    const learn = new Learner(data, await tinyCnn(), { metrics: [accuracyThresh, fbeta] });
    await learn.fitOneCycle(20, { maxLr: 1e-2, ...quiet });
    const { metrics } = await learn.validate();
    expect(metrics.accuracy_thresh).toBeGreaterThan(0.9);
    expect(metrics.fbeta).toBeGreaterThan(0.8);
  });

  it('a number for each photo', async () => {
    const data = relabelled('number', (labels) => tf.cast(labels, 'float32'));
    const learn = new Learner(data, await tinyCnn(1), { metrics: [mse, mae] });
    const before = await learn.validate();
    await learn.fitOneCycle(20, { maxLr: 1e-2, ...quiet });
    const after = await learn.validate();
    expect(after.loss).toBeLessThan(before.loss / 2);
    expect(after.metrics.mse).toBeCloseTo(after.loss, 5);
  });
});

describe('callbacks', () => {
  it('earlyStopping ends a run that does not get better', async () => {
    const learn = await learner();
    await learn.fit(10, 0, { callbacks: [earlyStopping({ monitor: 'train_loss', minDelta: 10 })], ...quiet });
    expect(learn.recorder.history.epochs).toHaveLength(2);
    await expect(
      learn.fit(1, 0, { callbacks: [earlyStopping({ monitor: 'auc' })], ...quiet }),
    ).rejects.toThrow('one of valid_loss, train_loss, accuracy');
  });

  it('reduceOnPlateau lowers the rate', async () => {
    const learn = await learner();
    const callbacks = [reduceOnPlateau({ patience: 1, factor: 0.5, minDelta: 100 })];
    await learn.fit(3, 0.01, { callbacks, ...quiet });
    expect([0, 3, 6].map((i) => learn.recorder.lrs[i])).toEqual([0.01, 0.01, 0.005]);
  });

  it('mixup trains, and leaves no tensor behind', async () => {
    const learn = await learner();
    await learn.fit(1, 1e-3, { callbacks: [mixup()], ...quiet });
    const before = tf.memory().numTensors;
    await learn.fit(2, 1e-3, { callbacks: [mixup()], ...quiet });
    expect(tf.memory().numTensors).toBe(before);
    expect(Number.isFinite(learn.recorder.losses[0])).toBe(true);
  });

  it('gradientClip limits the step', async () => {
    const options = { optFunc: sgd({ momentum: 0 }), wd: 0 };
    const learn = await learner(options);
    const weights = (): Float32Array =>
      learn.model.getLayer('tiny_conv2').getWeights()[0]?.dataSync() as Float32Array;
    const before = weights().slice();
    await learn.fit(1, 1, { gradientClip: 1e-3, ...quiet });
    const moved = Math.hypot(...weights().map((w, i) => w - (before[i] as number)));
    expect(moved).toBeGreaterThan(0);
    expect(moved).toBeLessThanOrEqual(3 * 1e-3 + 1e-6);
  });
});
