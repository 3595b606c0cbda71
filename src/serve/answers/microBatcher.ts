import { RequestError } from '../errors.js';

interface Waiting<Input, Output> {
  readonly input: Input;
  readonly signal: AbortSignal | undefined;
  readonly resolve: (output: Output) => void;
  readonly reject: (error: unknown) => void;
}

/** What a {@link MicroBatcher} is told. */
export interface MicroBatcherOptions {
  /** Most inputs in one call. */
  readonly maxBatch: number;
  /** Most inputs that wait; more are refused with 503. */
  readonly maxQueue: number;
  /** How long the first input waits for company when the worker is idle, in ms. */
  readonly batchWindow: number;
}

/**
 * Gathers single inputs into batches for a worker that is faster on several at once. One batch runs at a time;
 * while it runs the next one fills, so that under load nobody waits for the clock.
 */
export class MicroBatcher<Input, Output> {
  readonly #waiting: Waiting<Input, Output>[] = [];
  #timer: NodeJS.Timeout | undefined;
  #running = false;

  constructor(
    private readonly work: (inputs: readonly Input[]) => Promise<readonly Output[]>,
    private readonly options: MicroBatcherOptions,
  ) {}

  /** Inputs that wait for the worker now. */
  get depth(): number {
    return this.#waiting.length;
  }

  /**
   * Queues one input; rejects at once with 503 when the queue is full.
   *
   * @param signal ends the wait of one whose turn has not come
   */
  submit(input: Input, signal?: AbortSignal): Promise<Output> {
    if (this.#waiting.length >= this.options.maxQueue) {
      return Promise.reject(
        new RequestError(503, 'overloaded', 'The server is busy; try again in a second.'),
      );
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ input, signal, resolve, reject });
      this.#schedule();
    });
  }

  #schedule(): void {
    if (this.#running) return;
    if (this.#waiting.length >= this.options.maxBatch) void this.#run();
    else this.#timer ??= setTimeout(() => void this.#run(), this.options.batchWindow);
  }

  async #run(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#running = true;
    const batch = this.#nextBatch();
    try {
      await this.#answer(batch);
    } finally {
      this.#running = false;
      if (this.#waiting.length > 0) void this.#run();
    }
  }

  /** The longest waiting of those for whom somebody still waits. */
  #nextBatch(): Waiting<Input, Output>[] {
    const batch: Waiting<Input, Output>[] = [];
    while (batch.length < this.options.maxBatch) {
      const next = this.#waiting.shift();
      if (!next) break;
      if (next.signal?.aborted) next.reject(next.signal.reason);
      else batch.push(next);
    }
    return batch;
  }

  async #answer(batch: readonly Waiting<Input, Output>[]): Promise<void> {
    if (batch.length === 0) return;
    try {
      const outputs = await this.work(batch.map(({ input }) => input));
      for (const [i, { resolve }] of batch.entries()) resolve(outputs[i] as Output);
    } catch (error) {
      if (batch.length === 1) batch[0]?.reject(error);
      // One bad input must not fail its neighbours: each gets a call of its own.
      else for (const waiting of batch) await this.#answer([waiting]);
    }
  }
}
