/** Runs tasks one after the other, in the order in which they came; one that fails stops no other. */
export class SerialQueue {
  #last: Promise<unknown> = Promise.resolve();

  /** Runs the task when those before it have settled. @returns what it returns, or its error */
  run<T>(task: () => T | Promise<T>): Promise<T> {
    const turn = this.#last.then(task);
    this.#last = turn.catch(() => {});
    return turn;
  }

  /** Settles when every task that came by then has. */
  async settled(): Promise<void> {
    await this.#last;
  }
}
