import type { Learner } from '../learner/learner.js';
import type { TrainingCallback } from '../loop/trainingCallback.js';
import type { TrainingState } from '../loop/trainingState.js';
import type { CallbackInput } from './callbackFactory.js';
import { Monitor, type MonitorOptions } from './monitor.js';

/** Options of {@link saveBest}. */
export interface SaveBestOptions extends MonitorOptions {
  /** Name of the saved state, in the learner's model folder. @default 'best' */
  readonly name?: string;
  /** Load the best state when the run ends. @default true */
  readonly reload?: boolean;
}

/** Saves the learner after each epoch that is the best so far (fastai `SaveModelCallback`). */
export function saveBest({ name = 'best', reload = true, ...options }: SaveBestOptions = {}): CallbackInput {
  return (learner) => new SaveBest(learner, new Monitor(learner.metrics, options), name, reload);
}

class SaveBest implements TrainingCallback {
  readonly name = 'saveBest';

  constructor(
    readonly learner: Learner,
    readonly monitor: Monitor,
    readonly saveName: string,
    readonly reload: boolean,
  ) {}

  async onEpochEnd(state: TrainingState): Promise<void> {
    if (this.monitor.isBest(state)) await this.learner.save(this.saveName);
  }

  async onTrainEnd(state: TrainingState): Promise<void> {
    // After an interrupt the user expects the weights as they are.
    if (this.reload && state.error === undefined && this.monitor.best !== undefined) {
      await this.learner.load(this.saveName);
    }
  }

  saveState(): unknown {
    return { best: this.monitor.best };
  }

  loadState(state: { best?: number }): void {
    this.monitor.best = state.best;
  }
}
