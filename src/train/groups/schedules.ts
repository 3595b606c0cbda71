/**
 * How the learning rate goes through a run: `schedules.cosineDecay()`.
 * @module
 */

export {
  type CycleShape,
  constant,
  cosineDecay,
  cosineRestarts,
  type ExponentialDecayOptions,
  exponentialDecay,
  flatCos,
  type OneCycleShape,
  oneCycle,
  type RunLength,
  type Schedule,
  type SchedulePoint,
  stepDecay,
} from '../schedules.js';
