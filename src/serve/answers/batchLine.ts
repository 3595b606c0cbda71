import { setImmediate } from 'node:timers/promises';
import { overloaded } from '../overloaded.js';
import { PreparedAhead } from './preparedAhead.js';
import { ServicePace } from './servicePace.js';
import type { Preparation, WaitingPhoto } from './waitingPhoto.js';

/** What a {@link BatchLine} is told. */
export interface BatchLineLimits {
  /** Most inputs in one call. */
  readonly maxBatch: number;
  /** Most that wait, however quick the line is; more are refused with 503. */
  readonly maxQueue: number;
  /** How long one waits for company while the model is idle, in ms. */
  readonly batchWindow: number;
  /** How long one may wait for its answer, in ms. */
  readonly timeout: number;
}

interface Waiting<Item, Input, Output> extends WaitingPhoto<Item, Input> {
  readonly resolve: (output: Output) => void;
}

/** Most that wait before the first measurement. */
const unmeasured = 64;

/**
 * Turns of the event loop without an arrival after which nobody is taken to be coming. One turn takes one connection
 * (libuv), and a request needs a few from its connection to the line; an idle turn takes some hundredths of a ms.
 */
const quietTurns = 8;

/**
 * One line for all, in the order of arrival, before a model that is quicker on several at once. What comes while the model
 * is idle goes at once; what comes while it works is the next batch. As many may wait as are answered within the time
 * limit at the rate that was measured.
 */
export class BatchLine<Item, Input, Output> {
  readonly #waiting = new Set<Waiting<Item, Input, Output>>();
  readonly #pace: ServicePace;
  readonly #ahead: PreparedAhead<Item, Input>;
  #timer: NodeJS.Timeout | undefined;
  #isRunning = false;
  /** All that have asked so far, in line or not. */
  #arrived = 0;

  constructor(
    private readonly preparation: Preparation<Item, Input>,
    private readonly work: (inputs: readonly Input[]) => Promise<readonly Output[]>,
    private readonly limits: BatchLineLimits,
  ) {
    this.#pace = new ServicePace({ ...limits, unmeasured });
    this.#ahead = new PreparedAhead(preparation, { ...limits, unmeasured });
  }

  /** Those that wait for the model now. */
  get depth(): number {
    return this.#waiting.size;
  }

  /** Seconds after which one who is refused now may come back with success: whole, at least 1. */
  get retryAfter(): number {
    return Math.max(this.#pace.retryAfter(this.#waiting.size), this.#ahead.retryAfter(this.#waiting));
  }

  /**
   * Asks for so many who come together, before they {@link join}: where nobody waits, they all may.
   *
   * @throws RequestError 503 when they would not be answered in time
   */
  admit(coming: number): void {
    this.#arrived++;
    if (!this.#pace.admits(this.#waiting.size, coming)) throw overloaded();
  }

  /**
   * Takes its place in the line, for which {@link admit} has asked.
   *
   * @param signal ends the wait of one whose turn has not come
   * @throws RequestError 503 when it would not be prepared in time
   */
  async join(item: Item, signal: AbortSignal): Promise<Output> {
    signal.throwIfAborted();
    const where = this.preparation.where(item);
    if (where !== 'here') this.#ahead.admit(this.#waiting);
    return new Promise((resolve, reject) => {
      const fail = (reason: unknown): void => {
        this.#waiting.delete(waiting);
        reject(reason);
      };
      const waiting = { item, signal, where, isStarted: false, input: undefined, resolve, fail };
      // Nobody waits any more: the place is free.
      signal.addEventListener('abort', () => fail(signal.reason));
      this.#waiting.add(waiting);
      this.#proceed();
    });
  }

  /** Something has come or is ready. */
  #proceed(): void {
    this.#ahead.start(this.#waiting, () => this.#proceed());
    const { batchWindow, maxBatch } = this.limits;
    if (this.#isRunning) return;
    if (batchWindow > 0 && this.#waiting.size < maxBatch)
      this.#timer ??= setTimeout(() => void this.#run(), batchWindow);
    // All photos of one request come in one turn: they share batches.
    else queueMicrotask(() => void this.#run());
  }

  async #run(): Promise<void> {
    if (this.#isRunning) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#isRunning = true;
    while (this.#hasNext()) {
      const begun = performance.now();
      const batch = this.#nextBatch();
      const isWhole = await this.#answer(batch);
      await this.#letOthersCome(performance.now() - begun);
      // Those in line wait for that as well.
      if (isWhole) this.#pace.measured(batch.length, performance.now() - begun);
    }
    this.#isRunning = false;
  }

  /**
   * Between two batches, while which the model may keep this thread busy: answers are sent, and arrivals read until nobody
   * comes any more, or for as long as a batch took. So a burst is soon in line, or refused, and does not wait unseen.
   */
  async #letOthersCome(most: number): Promise<void> {
    const until = performance.now() + most;
    let quiet = 0;
    do {
      const before = this.#arrived;
      await setImmediate();
      quiet = this.#arrived === before ? quiet + 1 : 0;
    } while (quiet < quietTurns && performance.now() < until);
  }

  #hasNext(): boolean {
    for (const { where, input } of this.#waiting) if (where === 'here' || input !== undefined) return true;
    return false;
  }

  /** Those who have waited longest, of those who are ready. */
  #nextBatch(): Waiting<Item, Input, Output>[] {
    const batch: Waiting<Item, Input, Output>[] = [];
    let tries = this.limits.maxBatch;
    for (const waiting of this.#waiting) {
      if (batch.length === this.limits.maxBatch) break;
      // Many that only seem to be ready must not keep this thread.
      if (waiting.where === 'here' && tries-- > 0) this.#prepareHere(waiting);
      if (waiting.input === undefined) continue;
      this.#waiting.delete(waiting);
      batch.push(waiting);
    }
    this.#ahead.start(this.#waiting, () => this.#proceed());
    return batch;
  }

  #prepareHere(waiting: Waiting<Item, Input, Output>): void {
    waiting.where = 'apart';
    try {
      waiting.input = this.preparation.here(waiting.item);
    } catch (error) {
      waiting.fail(error);
    }
  }

  /** @returns whether one call answered all, and there were some */
  async #answer(batch: readonly Waiting<Item, Input, Output>[]): Promise<boolean> {
    if (batch.length === 0) return false;
    try {
      const outputs = await this.work(batch.map(({ input }) => input as Input));
      for (const [i, { resolve }] of batch.entries()) resolve(outputs[i] as Output);
      return true;
    } catch (error) {
      if (batch.length === 1) batch[0]?.fail(error);
      // One bad input must not fail its neighbours: each gets a call of its own.
      else for (const waiting of batch) await this.#answer([waiting]);
      return false;
    }
  }
}
