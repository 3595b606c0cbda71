/** Takes an event; what it returns is awaited by the one who wants to know when all is done. */
export type Listener<T> = (event: T) => unknown;

/** Listeners by event name. */
export class EventHub {
  readonly #listeners = new Map<string, Set<Listener<never>>>();

  /** @returns a function that takes the listener away again */
  on<T>(name: string, listener: Listener<T>): () => void {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners);
    listeners.add(listener);
    return () => this.off(name, listener);
  }

  off<T>(name: string, listener: Listener<T>): void {
    this.#listeners.get(name)?.delete(listener);
  }

  /**
   * Calls all listeners, also when one of them throws.
   * @returns what the asynchronous ones are still doing
   * @throws the first error of a listener, after all of them ran
   */
  emit(name: string, event: unknown): Promise<unknown>[] {
    const running: Promise<unknown>[] = [];
    const errors: unknown[] = [];
    for (const listener of [...(this.#listeners.get(name) ?? [])]) {
      try {
        const result = (listener as Listener<unknown>)(event);
        if (result instanceof Promise) running.push(result);
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw errors[0];
    return running;
  }

  /** Forgets all listeners. */
  clear(): void {
    this.#listeners.clear();
  }
}
