import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  constant,
  cosineDecay,
  cosineRestarts,
  exponentialDecay,
  flatCos,
  groupRates,
  LearningRatesError,
  oneCycle,
  slice,
  stepDecay,
} from '../../src/train/index.js';
import { MovingAverage } from '../../src/train/recorder/history.js';
import { suggestRates } from '../../src/train/recorder/suggestions.js';
import { cycleEpochs, lrRange } from '../../src/train/schedules.js';

const run = { batchesPerEpoch: 100, epochs: 1 };

describe('oneCycle', () => {
  it.each([
    [0, 1.2e-4, 0.95],
    [1, 1.2788847067e-4, 0.949726],
    [10, 8.4e-4, 0.925],
    [15, 1.56e-3, 0.9],
    [30, 3e-3, 0.85],
    [31, 2.9984896059e-3, 0.85005],
    [50, 2.4352369618e-3, 0.868826],
    [65, 1.500006e-3, 0.9],
    [99, 1.5223941464e-6, 0.94995],
  ])('batch %i: lr %f, momentum %f', (i, lr, momentum) => {
    const point = oneCycle()(run)(i);
    expect((point.lrFactor * 3e-3) / lr).toBeCloseTo(1, 9);
    expect(point.momentum).toBeCloseTo(momentum, 6);
  });

  it('stays between its ends for any length', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 1, max: 9 }),
        (batchesPerEpoch, epochs) => {
          const at = oneCycle()({ batchesPerEpoch, epochs });
          for (let i = 0; i < batchesPerEpoch * epochs; i++) {
            const { lrFactor, momentum } = at(i);
            expect(lrFactor).toBeGreaterThanOrEqual(1 / 250_000 - 1e-12);
            expect(lrFactor).toBeLessThanOrEqual(1 + 1e-12);
            expect(momentum).toBeGreaterThanOrEqual(0.85 - 1e-12);
            expect(momentum).toBeLessThanOrEqual(0.95 + 1e-12);
          }
        },
      ),
    );
  });
});

describe('cosineRestarts', () => {
  it.each([
    [0, 1e-4],
    [4, 1e-4],
    [5, 9.9384417e-3],
    [25, 8.53553391e-3],
    [50, 5e-3],
    [99, 2.46719817e-6],
    [100, 1e-2],
  ])('batch %i: lr %f', (i, lr) => {
    expect((0.01 * cosineRestarts()(run)(i).lrFactor) / lr).toBeCloseTo(1, 8);
  });

  it.each([
    [200, 5e-3],
    [299, 6.16837592e-7],
    [300, 1e-2],
    [699, 1.54211776e-7],
  ])('twice as long each time, batch %i: lr %f', (i, lr) => {
    expect((0.01 * cosineRestarts({ cycleMult: 2 })(run)(i).lrFactor) / lr).toBeCloseTo(1, 8);
  });

  it('counts epochs as cycleLen·(1−mⁿ)/(1−m)', () => {
    expect(cycleEpochs(3, { cycleLen: 1, cycleMult: 2 })).toBe(7);
    expect(cycleEpochs(3, { cycleLen: 2 })).toBe(6);
    expect(() => cycleEpochs(0, {})).toThrow('cycles');
  });
});

describe('lrRange', () => {
  it.each([
    [1, 1.202264e-7],
    [10, 6.309573e-7],
    [25, 1e-5],
    [50, 1e-3],
    [75, 0.1],
    [94, 3.311311],
    [99, 8.317638],
  ])('batch %i: %f', (i, lr) => {
    expect(lrRange()(run)(i).lrFactor / lr).toBeCloseTo(1, 6);
  });
});

describe('other schedules', () => {
  const factors = (schedule: ReturnType<typeof constant>, at: readonly number[]): number[] =>
    at.map((i) => schedule({ batchesPerEpoch: 10, epochs: 4 })(i).lrFactor);

  it('go where their names say', () => {
    expect(factors(constant(), [0, 39])).toEqual([1, 1]);
    expect(factors(stepDecay({ every: 2, gamma: 0.5 }), [0, 19, 20, 39])).toEqual([1, 1, 0.5, 0.5]);
    expect(factors(cosineDecay(), [0, 39])[1]).toBeCloseTo(0, 12);
    expect(factors(exponentialDecay({ end: 0.01 }), [0, 39])[1]).toBeCloseTo(0.01, 12);
    expect(factors(flatCos(), [0, 29, 30])).toEqual([1, 1, 1]);
    expect(factors(flatCos(), [35])[0]).toBeCloseTo(0.500005, 6);
  });
});

describe('exponentialDecay as TensorFlow publishes it', () => {
  // decayed_learning_rate = learning_rate * decay_rate ^ (global_step / decay_steps)
  const at = (schedule: ReturnType<typeof constant>, i: number): number =>
    schedule({ batchesPerEpoch: 10, epochs: 4 })(i).lrFactor;

  it('falls smoothly or in steps, whatever the length of the run', () => {
    const smooth = exponentialDecay({ decayRate: 0.96, decaySteps: 100_000 });
    expect(at(smooth, 0)).toBe(1);
    expect(at(smooth, 100_000)).toBeCloseTo(0.96, 12);
    expect(at(smooth, 50_000)).toBeCloseTo(0.9797958971, 9);
    const stairs = exponentialDecay({ decayRate: 0.5, decaySteps: 10, staircase: true });
    expect([0, 9, 10, 19, 20].map((i) => at(stairs, i))).toEqual([1, 1, 0.5, 0.5, 0.25]);
    expect(at(exponentialDecay({ decayRate: 0.1 }), 10)).toBeCloseTo(0.1, 12); // an epoch's batches
  });

  it.each([
    [{ end: 0.1, decayRate: 0.5 }, /`end` must be left out/],
    [{ decaySteps: 10 }, /`decayRate` must be/],
    [{ decayRate: 0 }, /above 0/],
    [{ decayRate: 0.5, decaySteps: -1 }, /`decaySteps`/],
    [{ end: -1 }, /`end`/],
  ])('refuses %o', (options, message) => {
    expect(() => exponentialDecay(options)).toThrow(message);
  });
});

describe('slice', () => {
  it('spreads geometrically, or gives a tenth to the earlier groups', () => {
    const near = (rates: number[], wanted: number[]): void =>
      rates.forEach((rate, i) => {
        expect(rate / (wanted[i] as number)).toBeCloseTo(1, 6);
      });
    near(groupRates(slice(1e-6, 1e-4), 3), [1e-6, 1e-5, 1e-4]);
    near(groupRates(slice(3e-5, 3e-4), 3), [3e-5, 9.486833e-5, 3e-4]);
    near(groupRates(slice(3e-3), 3), [3e-4, 3e-4, 3e-3]);
    near(groupRates(slice(1e-6, 1e-4), 1), [1e-4]);
    expect(groupRates(0.1, 2)).toEqual([0.1, 0.1]);
    expect(groupRates([1, 2], 2)).toEqual([1, 2]);
  });

  it('refuses a list of another length', () => {
    expect(() => groupRates([1e-3, 1e-2], 3)).toThrow(LearningRatesError);
    expect(() => groupRates([1e-3, 1e-2], 3)).toThrow(
      '2 learning rates were given, but the model has 3 layer groups',
    );
    expect(() => slice(Number.NaN)).toThrow('lr');
  });
});

describe('MovingAverage', () => {
  it('is debiased', () => {
    const average = new MovingAverage(0.98);
    const values = [1, 2, 3].map((value) => average.add(value));
    [1, 1.5050505, 2.0134676].forEach((wanted, i) => {
      expect(values[i]).toBeCloseTo(wanted, 6);
    });
  });
});

describe('suggestRates', () => {
  const at = lrRange()(run);
  const points = Array.from({ length: 100 }, (_, i) => ({
    lr: at(i).lrFactor,
    loss: 0.5 + 2 / (1 + Math.exp((i - 50) / 6)) + Math.exp((i - 85) / 3),
  })).slice(10, 95);

  it.each([
    ['gradient', 1e-3],
    ['valley', 1.584893e-4],
    ['steep', 8.317638e-4],
    ['minimum', 6.91831e-3],
    ['slide', 7.585776e-7],
  ] as const)('%s: %f', (name, rate) => {
    expect((suggestRates(points)?.[name] as number) / rate).toBeCloseTo(1, 6);
  });

  it('suggests nothing from almost nothing, and something from little', () => {
    expect(suggestRates(points.slice(0, 2))).toBeUndefined();
    for (const value of Object.values(suggestRates(points.slice(0, 5)) ?? {}))
      expect(value).toBeGreaterThan(0);
  });
});
