import type { TrainingCallback } from '../loop/trainingCallback.js';
import type { TrainingState } from '../loop/trainingState.js';
import type { CallbackInput } from './callbackFactory.js';
import { Monitor, type MonitorOptions } from './monitor.js';

/** Options of {@link reduceOnPlateau}. */
export interface ReduceOnPlateauOptions extends MonitorOptions {
  /** Epochs without a better value before the rate falls. @default 2 */
  readonly patience?: number;
  /** The rate is multiplied by this, 0 … 1. @default 0.2 */
  readonly factor?: number;
  /** The rate is never below this share of the first one. @default 0 */
  readonly minFactor?: number;
}

/** Lowers the learning rate when the monitored quantity has stopped getting better (Keras `ReduceLROnPlateau`). */
export function reduceOnPlateau(options: ReduceOnPlateauOptions = {}): CallbackInput {
  return (learner) => new ReduceOnPlateau(new Monitor(learner.metrics, options), options);
}

class ReduceOnPlateau implements TrainingCallback {
  readonly name = 'reduceOnPlateau';
  #waited = 0;
  #scale = 1;

  constructor(
    readonly monitor: Monitor,
    readonly options: ReduceOnPlateauOptions,
  ) {}

  /** Comes after the schedule, and scales what that has set. */
  onBatchBegin({ optimiser }: TrainingState): void {
    for (const group of optimiser.groups) group.lr *= this.#scale;
  }

  onEpochEnd(state: TrainingState): void {
    const { patience = 2, factor = 0.2, minFactor = 0 } = this.options;
    const better = this.monitor.judge(state);
    if (better === undefined) return;
    this.#waited = better ? 0 : this.#waited + 1;
    if (this.#waited < patience) return;
    this.#scale = Math.max(minFactor, this.#scale * factor);
    this.#waited = 0;
  }

  saveState(): unknown {
    return { waited: this.#waited, scale: this.#scale, best: this.monitor.best };
  }

  loadState(state: { waited: number; scale: number; best?: number }): void {
    this.#waited = state.waited;
    this.#scale = state.scale;
    this.monitor.best = state.best;
  }
}
