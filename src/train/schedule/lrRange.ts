import { annealExp } from './annealing.js';
import type { Schedule } from './schedule.js';

/**
 * The rates of a learning rate range test (Smith 2015): `start · (end / start)^(i / iterations)`, to be used with a
 * base rate of 1.
 */
export function lrRange({ start = 1e-7, end = 10, iterations = 100 } = {}): Schedule {
  return () => (i) => ({ lrFactor: annealExp(start, end, i / iterations) });
}
