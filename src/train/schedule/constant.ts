import type { Schedule } from './schedule.js';

/** The same rate from the first batch to the last. */
export function constant(): Schedule {
  return () => () => ({ lrFactor: 1 });
}
