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
