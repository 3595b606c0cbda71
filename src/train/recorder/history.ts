import type { BatchRecord, TrainingCallback, TrainingState } from '../loop/trainingCallback.js';

/**
 * Exponential moving average without the bias towards its start at 0: what fastai records as the training loss.
 */
export class MovingAverage {
  #sum = 0;
  #count = 0;

  /** @param beta weight of the past, 0 … 1. @default 0.98 */
  constructor(readonly beta = 0.98) {}

  /** Takes a value in, and returns the new average. */
  add(value: number): number {
    this.#count += 1;
    this.#sum = this.beta * this.#sum + (1 - this.beta) * value;
    return this.value;
  }

  /** The average so far; `NaN` before the first value. */
  get value(): number {
    return this.#count === 0 ? Number.NaN : this.#sum / (1 - this.beta ** this.#count);
  }

  /** Snapshot, JSON-safe. */
  get state(): readonly [number, number] {
    return [this.#sum, this.#count];
  }

  set state([sum, count]: readonly [number, number]) {
    this.#sum = sum;
    this.#count = count;
  }
}

/** One finished epoch. */
export interface EpochRecord {
  /** From 0, over all runs since the recorder began. */
  readonly epoch: number;
  /** Smoothed training loss at its end. */
  readonly trainLoss: number;
  /** `undefined` without a validation set. */
  readonly validLoss: number | undefined;
  /** A number for each metric, in their order. */
  readonly metrics: readonly number[];
  /** How long the epoch took, validation included. */
  readonly seconds: number;
  /** Batches of the run that were done when it ended. */
  readonly iteration: number;
}

/** JSON-safe content of a {@link History}. */
export interface HistoryState {
  /** Loss of each batch. */
  readonly losses: readonly number[];
  /** Smoothed loss after each batch. */
  readonly smoothLosses: readonly number[];
  /** Learning rate of each batch. */
  readonly lrs: readonly number[];
  /** Momentum of each batch. */
  readonly moms: readonly number[];
  /** One a finished epoch. */
  readonly epochs: readonly EpochRecord[];
  /** The running mean of the loss, and its correction. */
  readonly average: readonly [number, number];
}

/** What was measured in one run of training. */
export class History implements TrainingCallback {
  readonly name = 'history';
  /** Loss of each batch. */
  losses: number[] = [];
  /** Smoothed loss after each batch (debiased average, β 0.98). */
  smoothLosses: number[] = [];
  /** Learning rate of the last layer group, batch by batch. */
  lrs: number[] = [];
  /** Momentum, batch by batch. */
  moms: number[] = [];
  /** One a finished epoch. */
  epochs: EpochRecord[] = [];
  readonly #average = new MovingAverage(0.98);

  constructor(
    /** Names of the metrics, in their order. */
    readonly metricNames: readonly string[],
  ) {}

  onLoss(state: TrainingState, { loss, lr, momentum }: BatchRecord): void {
    this.losses.push(loss);
    this.lrs.push(lr);
    this.moms.push(momentum);
    state.smoothLoss = this.#average.add(loss);
    this.smoothLosses.push(state.smoothLoss);
  }

  onEpochEnd({ epoch, smoothLoss, validation, epochSeconds, iteration }: TrainingState): void {
    this.epochs.push({
      epoch,
      trainLoss: smoothLoss,
      validLoss: validation?.loss,
      metrics: validation?.metrics ?? [],
      seconds: epochSeconds,
      iteration,
    });
  }

  saveState(): HistoryState {
    const { losses, smoothLosses, lrs, moms, epochs } = this;
    return { losses, smoothLosses, lrs, moms, epochs, average: this.#average.state };
  }

  loadState(state: HistoryState): void {
    this.losses = [...state.losses];
    this.smoothLosses = [...state.smoothLosses];
    this.lrs = [...state.lrs];
    this.moms = [...state.moms];
    this.epochs = [...state.epochs];
    this.#average.state = state.average;
  }
}
