import { setTimeout as sleep } from 'node:timers/promises';
import { repairAfterTermination } from '../../engine/index.js';
import { notebookPorts } from '../../notebook/index.js';
import { LearnerBusyError } from '../errors.js';

// The engine knows no notebook: here, where both are known, it learns that code was terminated.
notebookPorts().onTerminated?.(repairAfterTermination);

/** Looks at an interrupted task that go by, each in a turn of the event loop, before it is held for torn. */
const looks = 50;
/** Time between two of them, in ms. */
const interval = 100;

interface Task {
  readonly activity: string;
  /** Settles with the task. */
  ended: Promise<unknown>;
}

/** Whose turn it is: what a learner does, one thing at a time, and what interrupts it. */
export class LearnerTurn {
  #task: Task | undefined;
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
    if (this.#task && this.#lastSignal?.aborted) await this.#finish(this.#task);
    this.checkFree(activity);
    const taken: Task = { activity, ended: Promise.resolve() };
    this.#task = taken;
    const running = task().finally(() => this.#release(taken));
    taken.ended = running;
    return running;
  }

  /** @throws {LearnerBusyError} while a task runs */
  checkFree(requested: string): void {
    if (this.#task !== undefined) throw new LearnerBusyError(this.#task.activity, requested);
  }

  /**
   * Waits for an interrupted task. When what it awaited was terminated (a callback that never ended) it never
   * settles; a task that lives comes to its end within a few turns of the event loop, once a batch does not keep
   * that from turning.
   */
  async #finish(task: Task): Promise<void> {
    let isOver = false;
    const over = task.ended
      .catch(() => undefined)
      .then(() => {
        isOver = true;
      });
    for (let look = 0; look < looks && !isOver; look++) await Promise.race([over, sleep(interval)]);
    this.#release(task);
  }

  #release(task: Task): void {
    if (this.#task === task) this.#task = undefined;
  }
}
