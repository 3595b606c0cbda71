import type { TrainingCallback } from '../loop/trainingCallback.js';
import type { TrainingState } from '../loop/trainingState.js';
import type { CallbackInput } from './callbackFactory.js';
import { Monitor, type MonitorOptions } from './monitor.js';

/** Options of {@link earlyStopping}. */
export interface EarlyStoppingOptions extends MonitorOptions {
  /** Epochs without a better value before the run ends. @default 1 */
  readonly patience?: number;
}

/**
 * Ends the run when the monitored quantity has stopped getting better. Epochs in which nothing is measured do not
 * count.
 */
export function earlyStopping({ patience = 1, ...options }: EarlyStoppingOptions = {}): CallbackInput {
  return (learner) => new EarlyStopping(new Monitor(learner.metrics, options), patience);
}

class EarlyStopping implements TrainingCallback {
  readonly name = 'earlyStopping';
  #waited = 0;

  constructor(
    readonly monitor: Monitor,
    readonly patience: number,
  ) {}

  onEpochEnd(state: TrainingState): void {
    const better = this.monitor.judge(state);
    if (better === undefined) return;
    this.#waited = better ? 0 : this.#waited + 1;
    if (this.#waited > this.patience - 1 && this.#waited > 0) {
      const best = this.monitor.best?.toPrecision(5);
      state.stopReason = `${this.monitor.quantity} has not become better than ${best} for ${this.#waited} epochs`;
    }
  }

  saveState(): unknown {
    return { waited: this.#waited, best: this.monitor.best };
  }

  loadState(state: { waited: number; best?: number }): void {
    this.#waited = state.waited;
    this.monitor.best = state.best;
  }
}
