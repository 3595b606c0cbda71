/**
 * Runs `work` on every item, at most `limit` at a time, and gives the results in the order of the items. The
 * first error, or an abort, stops handing out items and is thrown once the running ones have settled.
 */
export async function inParallel<T, R>(
  items: readonly T[],
  limit: number,
  work: (item: T, index: number) => Promise<R>,
  signal?: AbortSignal,
): Promise<R[]> {
  const results = new Array<R>(items.length);
  let next = 0;
  let failed = false;
  const lane = async (): Promise<void> => {
    while (next < items.length && !failed) {
      const index = next++;
      try {
        signal?.throwIfAborted();
        results[index] = await work(items[index] as T, index);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const lanes = Array.from({ length: Math.max(1, Math.min(limit, items.length)) }, lane);
  const settled = await Promise.allSettled(lanes);
  for (const result of settled) if (result.status === 'rejected') throw result.reason;
  return results;
}

/** Runs tasks one after the other, in the order in which they come. One that fails holds up none. */
export class SerialQueue {
  #last: Promise<unknown> = Promise.resolve();

  /** Runs a task when all before it have ended. @returns what it gives */
  run<T>(task: () => T | Promise<T>): Promise<T> {
    const turn = this.#last.then(task);
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  /** Settles when the tasks that are waiting now have ended. */
  async settled(): Promise<void> {
    await this.#last;
  }
}

/** Questions to somebody who answers later, each by its number: a thread, another process. */
export class PendingAnswers<T> {
  readonly #waiting = new Map<number, { resolve: (answer: T) => void; reject: (error: unknown) => void }>();
  #lastId = 0;

  /** How many have no answer yet. */
  get size(): number {
    return this.#waiting.size;
  }

  /** Asks. @param send sends the question under this number */
  ask(send: (id: number) => void): Promise<T> {
    const id = ++this.#lastId;
    return new Promise<T>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      try {
        send(id);
      } catch (error) {
        this.refuse(id, error);
      }
    });
  }

  /** Gives a question its answer; one that waits no more gets none. */
  answer(id: number, answer: T): void {
    this.#take(id)?.resolve(answer);
  }

  /** Ends a question without an answer. */
  refuse(id: number, error: unknown): void {
    this.#take(id)?.reject(error);
  }

  /** Ends all of them: who would have answered is gone. */
  refuseAll(error: unknown): void {
    for (const id of [...this.#waiting.keys()]) this.refuse(id, error);
  }

  #take(id: number): { resolve: (answer: T) => void; reject: (error: unknown) => void } | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    return waiting;
  }
}
