import { InvalidArgumentError } from '../../core/index.js';
import type { CallbackInput, CallbackLearner } from '../host.js';
import type { TrainingCallback, TrainingState } from '../loop/trainingCallback.js';
import type { Metric } from '../metrics/metric.js';

/** A quantity that says whether an epoch was better than another. */
export interface MonitorOptions {
  /** `valid_loss`, `train_loss`, or the name of a metric. @default 'valid_loss' */
  readonly monitor?: string;
  /** Least change that counts as better. @default 0 */
  readonly minDelta?: number;
}

/** Follows one quantity over the epochs. */
export class Monitor {
  readonly quantity: string;
  readonly #minDelta: number;
  readonly #sign: 1 | -1;
  #said = false;
  /** Best value so far. */
  best: number | undefined;

  constructor(
    readonly metrics: readonly Metric[],
    { monitor = 'valid_loss', minDelta = 0 }: MonitorOptions,
    /** Says nothing when there is nothing to judge. */
    readonly silent = false,
  ) {
    const names = ['valid_loss', 'train_loss', ...metrics.map(({ name }) => name)];
    if (!names.includes(monitor)) {
      throw new InvalidArgumentError('monitor', monitor, `one of ${names.join(', ')}`);
    }
    this.quantity = monitor;
    this.#minDelta = minDelta;
    this.#sign = metrics.find(({ name }) => name === monitor)?.higherIsBetter ? -1 : 1;
  }

  /** Whether the epoch that just ended is the best so far. */
  isBest(state: TrainingState): boolean {
    return this.judge(state) ?? false;
  }

  /** As {@link isBest}; `undefined` when there is nothing to judge: no validation photos, or not a number. */
  judge(state: TrainingState): boolean | undefined {
    const value = this.valueOf(state);
    if (Number.isNaN(value)) return this.#sayNothing(state);
    const better = this.best === undefined || this.#sign * (this.best - value) > this.#minDelta;
    if (better) this.best = value;
    return better;
  }

  #sayNothing({ validation }: TrainingState): undefined {
    if (this.#said || this.silent) return;
    this.#said = true;
    const why = validation ? 'it is not a number' : 'there are no validation photos';
    console.warn(`${this.quantity} says nothing, because ${why}: nothing stops, is saved or changes by it.`);
  }

  /** The quantity at the end of an epoch. */
  valueOf({ validation, smoothLoss }: TrainingState): number {
    if (this.quantity === 'train_loss') return smoothLoss;
    if (this.quantity === 'valid_loss') return validation?.loss ?? Number.NaN;
    const index = this.metrics.findIndex(({ name }) => name === this.quantity);
    return validation?.metrics[index] ?? Number.NaN;
  }
}

/** Options of {@link earlyStopping}. */
export interface EarlyStoppingOptions extends MonitorOptions {
  /** Epochs without a better value before the run ends. @default 1 */
  readonly patience?: number;
}

/**
 * Ends the run when the monitored quantity has stopped getting better. Epochs in which nothing is measured do not
 * count.
 * @example
 * ```ts
 * import { earlyStopping } from 'tsvision';
 * await learn.fit(3, 1e-3, { callbacks: [earlyStopping({ monitor: 'accuracy', patience: 1 })] });
 * ```
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

/** Options of {@link reduceOnPlateau}. */
export interface ReduceOnPlateauOptions extends MonitorOptions {
  /** Epochs without a better value before the rate falls. @default 2 */
  readonly patience?: number;
  /** The rate is multiplied by this, 0 … 1. @default 0.2 */
  readonly factor?: number;
  /** The rate is never below this share of the first one. @default 0 */
  readonly minFactor?: number;
}

/**
 * Lowers the learning rate when the monitored quantity has stopped getting better (Keras `ReduceLROnPlateau`).
 * @example
 * ```ts
 * import { reduceOnPlateau } from 'tsvision';
 * await learn.fit(2, 1e-3, { callbacks: [reduceOnPlateau({ patience: 1, factor: 0.2 })] });
 * ```
 */
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
  onBatchBegin({ optimizer }: TrainingState): void {
    for (const group of optimizer.groups) group.lr *= this.#scale;
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

/** Options of {@link saveBest}. */
export interface SaveBestOptions extends MonitorOptions {
  /** Name of the saved state, in the learner's model folder. @default 'best' */
  readonly name?: string;
  /** Load the best state when the run ends. @default true */
  readonly reload?: boolean;
}

/**
 * Saves the learner after each epoch that is the best so far (fastai `SaveModelCallback`).
 * @example
 * ```ts
 * import { saveBest } from 'tsvision';
 * await learn.fit(2, 1e-3, { callbacks: [saveBest({ monitor: 'accuracy', name: 'best' })] });
 * await learn.load('best');
 * ```
 */
export function saveBest({ name = 'best', reload = true, ...options }: SaveBestOptions = {}): CallbackInput {
  return (learner) => new SaveBest(learner, new Monitor(learner.metrics, options), name, reload);
}

class SaveBest implements TrainingCallback {
  readonly name = 'saveBest';

  constructor(
    readonly learner: CallbackLearner,
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
