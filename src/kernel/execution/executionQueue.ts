type Job = {
  readonly run: () => Promise<void>;
  readonly abort: () => void;
};

/** The cells of one subshell, in order. */
export class ExecutionQueue {
  #jobs: Job[] = [];
  #isRunning = false;

  /** Runs the job after those before it, unless one of them fails. */
  push(job: Job): void {
    this.#jobs.push(job);
    if (!this.#isRunning) void this.#drain();
  }

  /** Aborts what waits. */
  abortRest(): void {
    const jobs = this.#jobs;
    this.#jobs = [];
    for (const job of jobs) job.abort();
  }

  async #drain(): Promise<void> {
    this.#isRunning = true;
    for (let job = this.#jobs.shift(); job; job = this.#jobs.shift()) await job.run();
    this.#isRunning = false;
  }
}
