import { inspect } from 'node:util';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { Random } from '../../src/core/index.js';
import { engineReady, tf } from '../../src/engine/index.js';
import { jupyterDisplay } from '../../src/notebook/index.js';
import {
  accuracy,
  ConvLearner,
  createCnn,
  earlyStopping,
  errorRate,
  Learner,
  type LearnerOptions,
  mae,
  mse,
  reduceOnPlateau,
  saveBest,
} from '../../src/train/index.js';
import { suggestRates } from '../../src/train/recorder/suggestions.js';
import { models, PhotoPreprocessor } from '../../src/vision/index.js';
import { memoryBunch } from './fixtures/memoryBunch.js';
import { tinyBody, tinyCnn } from './fixtures/tinyModel.js';

const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);

beforeAll(() => engineReady());
afterEach(() => warn.mockClear());

const quiet = { table: false } as const;
const learner = async (options: LearnerOptions = {}, data = memoryBunch()): Promise<Learner> =>
  new Learner(data, await tinyCnn(), options);

describe('monitors without anything to judge (fastai#2339)', () => {
  it('neither stop, save nor lower the rate when there are no validation photos, and say so once', async () => {
    const data = memoryBunch({ valid: 0 });
    const watched = await learner(
      { callbacks: [earlyStopping(), reduceOnPlateau({ patience: 1 }), saveBest()] },
      data,
    );
    await watched.fit(4, 1e-3, quiet);
    expect(watched.recorder.history.epochs).toHaveLength(4);
    expect(new Set(watched.recorder.lrs)).toEqual(new Set([1e-3]));
    await expect(watched.load('best')).rejects.toThrow();
    const said = warn.mock.calls.filter(([text]) =>
      /valid_loss says nothing, because there are no/.test(text),
    );
    expect(said).toHaveLength(3);
  });

  it('count only the epochs that measured something', async () => {
    const values = [1, Number.NaN, Number.NaN, 0.9, 0.95, Number.NaN, 0.97];
    let epoch = 0;
    const scripted = {
      name: 'scripted',
      higherIsBetter: false,
      mayBeNaN: true,
      start: () => ({ add: () => undefined, value: () => values[epoch++] as number }),
    };
    const watched = await learner({
      metrics: scripted,
      callbacks: [earlyStopping({ monitor: 'scripted', patience: 2 })],
    });
    await watched.fit(9, 1e-3, quiet);
    expect(watched.recorder.history.epochs).toHaveLength(7);
  });
});

describe('fastai habits', () => {
  it('takes one metric without brackets, and refuses what is none', async () => {
    const learn = await learner({ metrics: errorRate });
    expect(learn.metrics.map(({ name }) => name)).toEqual(['error_rate']);
    expect((await learner({ metrics: accuracy() })).metrics).toHaveLength(1);
    await expect(learner({ metrics: 'accuracy' as never })).rejects.toThrow(
      /`metrics` must be metrics such as/,
    );
  });

  it('gives results that can be taken apart, and have names', async () => {
    const learn = await learner();
    const [probabilities, targets, losses] = await learn.getPreds();
    const named = await learn.getPreds();
    expect([named.probabilities, named.targets, named.losses]).toEqual([probabilities, targets, losses]);
    expect([named.count, named.width, probabilities.length]).toEqual([12, 3, 36]);
    const [prediction] = await learn.predictBatch(tf.zeros([1, 6, 6, 3]));
    const [category, index, ofClasses] = prediction!;
    expect(prediction).toMatchObject({ category, index, probabilities: ofClasses });
    expect(learn.data.classes[index]).toBe(category);
    expect(JSON.parse(JSON.stringify(prediction))).toEqual({ category, index, probabilities: ofClasses });
    expect(inspect(prediction)).toMatch(/^\{\s*category: 'class/);
  });

  it('says what v0.7 called predict() without a photo', async () => {
    const learn = await learner();
    for (const photo of [undefined, null, 'valid'])
      await expect(learn.predict(photo as never)).rejects.toThrow(
        /learn\.logPreds\(\) \(fastai 0\.7's predict/,
      );
  });

  it('ConvLearner.pretrained measures accuracy, as v0.7 did', async () => {
    const learn = await ConvLearner.pretrained(tinyBody(), memoryBunch());
    expect(learn.metrics.map(({ name }) => name)).toEqual(['accuracy']);
    const other = await ConvLearner.pretrained(tinyBody(), memoryBunch(), { metrics: [errorRate] });
    expect(other.metrics.map(({ name }) => name)).toEqual(['error_rate']);
  });

  it('differentiates mse and mae of two tensors', () => {
    const [x, y] = [
      tf.tensor2d([
        [1, 2],
        [3, 4],
        [5, 6],
      ]),
      tf.tensor1d([1, 2, 4]),
    ];
    const a = tf.variable(tf.tensor1d([0.5, -1]));
    const { value, grads } = tf.variableGrads(() => mse(x.dot(a), y), [a]);
    // By hand: differences −2.5, −4.5, −7.5.
    expect(value.dataSync()[0]).toBeCloseTo((6.25 + 20.25 + 56.25) / 3, 5);
    const [da, db] = Object.values(grads)[0]!.dataSync();
    expect(da).toBeCloseTo((2 / 3) * (-2.5 * 1 - 4.5 * 3 - 7.5 * 5), 4);
    expect(db).toBeCloseTo((2 / 3) * (-2.5 * 2 - 4.5 * 4 - 7.5 * 6), 4);
    expect(mae(x.dot(a), y).dataSync()[0]).toBeCloseTo((2.5 + 4.5 + 7.5) / 3, 5);
    expect(mse().name).toBe('mse');
  });

  it('trains on one class without an error from inside (“oneHot: depth must be >=2”)', async () => {
    const learn = new Learner(memoryBunch({ classes: 1 }), await tinyCnn(1), { metrics: accuracy });
    await learn.fit(1, 1e-3, quiet);
    expect(learn.recorder.losses.every((loss) => loss === 0)).toBe(true);
    expect(learn.recorder.metrics).toEqual([[1]]);
  });

  it('lrFind says what it found, not every point', async () => {
    const learn = await learner();
    const found = await learn.lrFind({ numIt: 40, stopDiv: false });
    expect(found[jupyterDisplay]()['text/plain']).toMatch(
      /^lrFind: 40 rates, 1e-7 to .*valley \S+, .*\n.*plot\(\)/,
    );
  });

  it('hints at normalize and at trainBn, for pretrained networks alone', async () => {
    const hints = async (pretrained: boolean, options = {}, data = memoryBunch()): Promise<string> => {
      warn.mockClear();
      await createCnn(data, models.tinyresnet, { pretrained, ...options });
      return warn.mock.calls.join('\n');
    };
    expect(await hints(true)).toMatch(
      /data\.normalize\(imagenetStats\)[\s\S]*24 training photos are few.*trainBn: false/,
    );
    expect(await hints(true, { trainBn: true })).not.toMatch(/are few/);
    expect(await hints(false)).toBe('');
    const data = memoryBunch({ train: 501 });
    const { config } = data.preprocessor;
    const stats = { mean: [0], std: [1] };
    const normalised = { ...data, preprocessor: new PhotoPreprocessor({ ...config, stats }) };
    expect(await hints(true, {}, normalised)).toBe('');
  });
});

describe('suggestRates', () => {
  it('does not take the noise before the fall for it (steep, gradient)', () => {
    for (let seed = 0; seed < 50; seed++) {
      const random = new Random(seed);
      const points = Array.from({ length: 85 }, (_, i) => {
        const noise = i < 30 ? random.normal(0, 0.08) : random.normal(0, 0.002);
        const loss = 0.4 + 0.8 / (1 + Math.exp((i - 50) / 4)) + Math.exp((i - 80) / 2) + noise;
        return { lr: 1e-7 * 10 ** ((i + 10) * 0.08), loss };
      });
      const { steep, gradient } = suggestRates(points)!;
      for (const rate of [steep, gradient]) {
        expect(rate).toBeGreaterThan(points[38]!.lr);
        expect(rate).toBeLessThan(points[62]!.lr);
      }
    }
  });
});
