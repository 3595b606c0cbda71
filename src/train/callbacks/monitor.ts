import { InvalidArgumentError } from '../../core/index.js';
import type { TrainingState } from '../loop/trainingState.js';
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
    /** Without a word when there is nothing to judge. */
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
