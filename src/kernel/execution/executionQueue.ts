type Job = {
  readonly run: () => Promise<void>;
  readonly abort: () => void;
};

/** The cells of one subshell, in order. */
export class ExecutionQueue {
  #jobs: Job[] = [];
  #isRunning = false;
  #isAborting = false;

  /** Runs the job after those before it; calls `abort` instead when one of them failed. */
  push(job: Job): void {
    if (this.#isAborting) return job.abort();
    this.#jobs.push(job);
    if (!this.#isRunning) void this.#drain();
  }

  /**
   * Aborts what waits, and what still comes in until `caughtUp` settles: front ends send all cells of a notebook at
   * once, and some of them may still be on their way.
   */
  async abortRest(caughtUp: Promise<void>): Promise<void> {
    this.#isAborting = true;
    const jobs = this.#jobs;
    this.#jobs = [];
    for (const job of jobs) job.abort();
    await caughtUp;
    this.#isAborting = false;
  }

  async #drain(): Promise<void> {
    this.#isRunning = true;
    for (let job = this.#jobs.shift(); job; job = this.#jobs.shift()) await job.run();
    this.#isRunning = false;
  }
}
