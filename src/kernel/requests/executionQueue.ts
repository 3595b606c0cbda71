import { SerialQueue } from '../../core/index.js';

type Job = {
  readonly run: () => Promise<void>;
  readonly abort: () => void;
};

/** The cells of one subshell, in order. */
export class ExecutionQueue {
  readonly #queue = new SerialQueue();
  readonly #waiting = new Set<Job>();

  /** Runs the job after those before it, unless one of them fails. */
  push(job: Job): void {
    this.#waiting.add(job);
    void this.#queue.run(async () => {
      if (this.#waiting.delete(job)) await job.run();
    });
  }

  /** Aborts what waits. */
  abortRest(): void {
    const jobs = [...this.#waiting];
    this.#waiting.clear();
    for (const job of jobs) job.abort();
  }
}

/**
 * Starts the work in a turn of the event loop of its own: when its execution is terminated by an interrupt, the
 * caller does not go down with it.
 */
export function detached<T>(work: () => T | Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    setImmediate(() => {
      try {
        Promise.resolve(work()).then(resolve, reject);
      } catch (error) {
        reject(error);
      }
    });
  });
}
