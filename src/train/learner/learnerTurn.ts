import { LearnerBusyError } from '../../core/index.js';
import { notebookPorts } from '../../notebook/index.js';

/** Whose turn it is: what a learner does, one thing at a time, and what interrupts it. */
export class LearnerTurn {
  #activity: string | undefined;
  #running: Promise<unknown> | undefined;
  #lastSignal: AbortSignal | undefined;

  /** Aborts when the user interrupts the running cell, or the given signal aborts. */
  signal(extra?: AbortSignal): AbortSignal {
    const cell = notebookPorts().interruptSignal();
    this.#lastSignal = extra ? AbortSignal.any([cell, extra]) : cell;
    return this.#lastSignal;
  }

  /**
   * Runs a task that no other may overlap. One that was interrupted is waited for: it ends with its current batch.
   *
   * @throws {LearnerBusyError}
   */
  async take<T>(activity: string, task: () => Promise<T>): Promise<T> {
    if (this.#activity !== undefined && this.#lastSignal?.aborted)
      await this.#running?.catch(() => undefined);
    this.checkFree(activity);
    this.#activity = activity;
    const running = task().finally(() => {
      this.#activity = undefined;
    });
    this.#running = running;
    return running;
  }

  /** @throws {LearnerBusyError} while a task runs */
  checkFree(requested: string): void {
    if (this.#activity !== undefined) throw new LearnerBusyError(this.#activity, requested);
  }
}
