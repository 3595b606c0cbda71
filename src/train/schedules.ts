import { InvalidArgumentError } from '../core/index.js';

/** How long a run of training is. */
export interface RunLength {
  /** Batches in an epoch. */
  readonly batchesPerEpoch: number;
  /** Epochs of the run. */
  readonly epochs: number;
}

/** The hyperparameters of one batch. */
export interface SchedulePoint {
  /** The learning rate of each layer group is multiplied by this. */
  readonly lrFactor: number;
  /** Momentum (beta1 of AdamW); the optimizer's own when absent. */
  readonly momentum?: number;
}

/** How learning rate and momentum go over a run. A new schedule is one function that returns this. */
export type Schedule = (run: RunLength) => (iteration: number) => SchedulePoint;

/** Goes from `start` (at `share` 0) to `end` (at `share` 1). */
export type Annealing = (start: number, end: number, share: number) => number;

/** Half a cosine wave: slow, fast, slow. */
export const annealCos: Annealing = (start, end, share) =>
  end + ((start - end) / 2) * (Math.cos(Math.PI * share) + 1);

/** A straight line on a logarithmic scale; both ends must be positive. */
export const annealExp: Annealing = (start, end, share) => start * (end / start) ** share;

/**
 * The same rate from the first batch to the last.
 * @example
 * ```ts
 * import { constant } from 'tsvision';
 * constant()({ batchesPerEpoch: 10, epochs: 1 })(5).lrFactor; // → 1
 * ```
 */
export function constant(): Schedule {
  return () => () => ({ lrFactor: 1 });
}

/**
 * Multiplies the rate by `gamma` every `every` epochs (Keras `LearningRateScheduler`, PyTorch `StepLR`).
 *
 * @param every epochs between two steps. @default 1
 * @param gamma factor of one step. @default 0.1
 * @example
 * ```ts
 * import { stepDecay } from 'tsvision';
 * const schedule = stepDecay({ every: 1, gamma: 0.1 });
 * schedule({ batchesPerEpoch: 10, epochs: 2 })(10).lrFactor; // → 0.1
 * await learn.fit(2, 1e-3, { schedule });
 * ```
 */
export function stepDecay({ every = 1, gamma = 0.1 } = {}): Schedule {
  return ({ batchesPerEpoch }) =>
    (i) => ({ lrFactor: gamma ** Math.floor(Math.floor(i / batchesPerEpoch) / every) });
}

/** Shape of {@link exponentialDecay}: `end`, or TensorFlow's `decayRate` and `decaySteps`. */
export interface ExponentialDecayOptions {
  /** Share of the rate that is left at the last batch. @default 0.01 without `decayRate` */
  readonly end?: number;
  /** The rate is multiplied by this in `decaySteps` batches. @default what `end` asks for */
  readonly decayRate?: number;
  /** Batches, not epochs. @default the batches of one epoch */
  readonly decaySteps?: number;
  /** In steps at every `decaySteps` batches instead of a little with each. @default false */
  readonly staircase?: boolean;
}

/**
 * Falls by the same factor with each batch: to `end` times the first rate at the last batch; or, as TensorFlow's
 * `exponential_decay`, to `decayRate ** (batch / decaySteps)` times it, whatever the length of the run.
 *
 * @throws InvalidArgumentError for a rate or steps that are not above 0, and for `end` beside `decayRate`
 * @example
 * ```ts
 * import { exponentialDecay } from 'tsvision';
 * await learn.fit(1, 1e-3, { schedule: exponentialDecay({ end: 0.01 }) });
 * const rateAt = exponentialDecay({ decayRate: 0.5, decaySteps: 100 })({ batchesPerEpoch: 50, epochs: 4 });
 * rateAt(200).lrFactor; // → 0.25
 * ```
 */
export function exponentialDecay(options: ExponentialDecayOptions = {}): Schedule {
  const { end = 0.01, decayRate, decaySteps, staircase = false } = options;
  checkDecay(options);
  if (decayRate === undefined)
    return ({ batchesPerEpoch, epochs }) => {
      const last = Math.max(1, batchesPerEpoch * epochs - 1);
      return (i) => ({ lrFactor: annealExp(1, end, i / last) });
    };
  return ({ batchesPerEpoch }) => {
    const steps = decaySteps ?? batchesPerEpoch;
    return (i) => ({ lrFactor: decayRate ** (staircase ? Math.floor(i / steps) : i / steps) });
  };
}

function checkDecay({ end, decayRate, ...rest }: ExponentialDecayOptions): void {
  for (const [name, value] of Object.entries({ end, decayRate, decaySteps: rest.decaySteps }))
    if (value !== undefined && !(value > 0 && Number.isFinite(value)))
      throw new InvalidArgumentError(name, value, 'a number above 0');
  if (decayRate !== undefined && end !== undefined)
    throw new InvalidArgumentError('end', end, 'left out beside decayRate', 'Each of them says how fast.');
  if (decayRate === undefined && (rest.decaySteps !== undefined || rest.staircase))
    throw new InvalidArgumentError('decayRate', decayRate, 'a number above 0, where decaySteps is given');
}

/**
 * One cosine over the whole run, without restarts.
 *
 * @param end share of the rate that is left at the end. @default 0
 * @example
 * ```ts
 * import { cosineDecay } from 'tsvision';
 * const rateAt = cosineDecay()({ batchesPerEpoch: 10, epochs: 1 });
 * rateAt(0).lrFactor; // → 1
 * await learn.fit(1, 1e-3, { schedule: cosineDecay() });
 * ```
 */
export function cosineDecay({ end = 0 } = {}): Schedule {
  return ({ batchesPerEpoch, epochs }) => {
    const last = Math.max(1, batchesPerEpoch * epochs - 1);
    return (i) => ({ lrFactor: annealCos(1, end, i / last) });
  };
}

/**
 * The rates of a learning rate range test (Smith 2015): `start · (end / start)^(i / iterations)`, to be used with a
 * base rate of 1.
 */
export function lrRange({ start = 1e-7, end = 10, iterations = 100 } = {}): Schedule {
  return () => (i) => ({ lrFactor: annealExp(start, end, i / iterations) });
}

/**
 * The full rate for a while, then a cosine down (fastai v2 `fit_flat_cos`).
 *
 * @param pctStart share of the batches at the full rate, 0 … 1. @default 0.75
 * @param finalDiv the rate ends at its maximum divided by this. @default 1e5
 * @example
 * ```ts
 * import { flatCos } from 'tsvision';
 * await learn.fit(1, 1e-3, { schedule: flatCos({ pctStart: 0.5 }) });
 * ```
 */
export function flatCos({ pctStart = 0.75, finalDiv = 1e5 } = {}): Schedule {
  return ({ batchesPerEpoch, epochs }) => {
    const total = batchesPerEpoch * epochs;
    const flat = total * pctStart;
    return (i) => ({
      lrFactor: i < flat ? 1 : annealCos(1, 1 / finalDiv, (i - flat) / Math.max(1, total - flat)),
    });
  };
}

/** Shape of the {@link oneCycle} schedule. */
export interface OneCycleShape {
  /** Momentum at the lowest and at the highest learning rate. @default [0.95, 0.85] */
  readonly moms?: readonly [number, number];
  /** The rate starts at its maximum divided by this. @default 25 */
  readonly divFactor?: number;
  /** Share of the batches that the warm-up takes, 0 … 1. @default 0.3 */
  readonly pctStart?: number;
  /** The rate ends at its maximum divided by this. @default divFactor · 10⁴ */
  readonly finalDiv?: number;
}

/**
 * Leslie Smith's 1cycle policy in the form of fastai v1 (≥ 1.0.29): a cosine up from `max / divFactor`, then a
 * cosine down to `max / finalDiv`, while the momentum goes the other way.
 * @example
 * ```ts
 * import { oneCycle } from 'tsvision';
 * const rateAt = oneCycle({ divFactor: 25, pctStart: 0.3 })({ batchesPerEpoch: 10, epochs: 1 });
 * rateAt(0).lrFactor.toFixed(2); // → 0.04
 * ```
 */
export function oneCycle(shape: OneCycleShape = {}): Schedule {
  const { moms = [0.95, 0.85], divFactor = 25, pctStart = 0.3 } = shape;
  const finalDiv = shape.finalDiv ?? divFactor * 1e4;
  if (!(pctStart >= 0 && pctStart <= 1))
    throw new InvalidArgumentError('pctStart', pctStart, 'between 0 and 1');
  const [low, high] = [1 / divFactor, 1];
  return ({ batchesPerEpoch, epochs }) => {
    const total = batchesPerEpoch * epochs;
    const warmUp = Math.floor(total * pctStart);
    return (i) => {
      if (i <= warmUp && warmUp > 0) {
        const share = i / warmUp;
        return { lrFactor: annealCos(low, high, share), momentum: annealCos(moms[0], moms[1], share) };
      }
      const share = Math.min(1, (i - warmUp) / Math.max(1, total - warmUp));
      return { lrFactor: annealCos(high, 1 / finalDiv, share), momentum: annealCos(moms[1], moms[0], share) };
    };
  };
}

/** Length of the cycles of {@link cosineRestarts}. */
export interface CycleShape {
  /** Epochs in the first cycle. @default 1 */
  readonly cycleLen?: number;
  /** Each cycle is so many times longer than the one before. @default 1 */
  readonly cycleMult?: number;
}

/** Epochs in `cycles` cycles: `cycleLen · (1 + m + m² + …)`. */
export function cycleEpochs(cycles: number, { cycleLen = 1, cycleMult = 1 }: CycleShape): number {
  for (const [name, value] of Object.entries({ cycles, cycleLen, cycleMult })) {
    if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError(name, value, 'an integer ≥ 1');
  }
  let epochs = 0;
  for (let i = 0; i < cycles; i++) epochs += cycleLen * cycleMult ** i;
  return epochs;
}

/**
 * Stochastic gradient descent with warm restarts (Loshchilov & Hutter 2016) as fastai v0.7: in each cycle a cosine
 * from the full rate to 0; the first 5 % of the first cycle run at a hundredth of it, to calm a fresh head.
 * @example
 * ```ts
 * import { cosineRestarts } from 'tsvision';
 * const schedule = cosineRestarts({ cycleLen: 1, cycleMult: 2 }); // cycles of 1, 2, 4 … epochs
 * await learn.fit(3, 1e-3, { schedule });
 * ```
 */
export function cosineRestarts({ cycleLen = 1, cycleMult = 1 }: CycleShape = {}): Schedule {
  return ({ batchesPerEpoch }) => {
    const first = batchesPerEpoch * cycleLen;
    return (iteration) => {
      if (iteration < first / 20) return { lrFactor: 0.01 };
      let [start, length] = [0, first];
      while (iteration >= start + length) {
        start += length;
        length *= cycleMult;
      }
      return { lrFactor: annealCos(1, 0, (iteration - start) / length) };
    };
  };
}
