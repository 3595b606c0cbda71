import { InvalidArgumentError } from '../../core/index.js';
import { annealCos } from './annealing.js';
import type { Schedule } from './schedule.js';

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
