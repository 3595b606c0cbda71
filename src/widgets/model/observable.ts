import { InvalidArgumentError } from '../../core/index.js';
import type { CommData } from '../../notebook/index.js';

/** Takes an event; what it returns is awaited by the one who wants to know when all is done. */
type Listener<T> = (event: T) => unknown;

/** Listeners by event name. */
class EventHub {
  readonly #listeners = new Map<string, Set<Listener<never>>>();

  /** @returns a function that takes the listener away again */
  on<T>(name: string, listener: Listener<T>): () => void {
    if (typeof listener !== 'function')
      throw new InvalidArgumentError('listener', listener, `a function that is called on "${name}"`);
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

/** One attribute of an owner that changed. */
export interface AttributeChange<T, Owner> {
  /** Which attribute. */
  readonly name: string;
  /** Value before. */
  readonly old: T;
  /** Value now. */
  readonly new: T;
  /** Whose attribute it is. */
  readonly owner: Owner;
}

/** A message of a widget's own: what `send` of either side sends. */
export interface WidgetMessage {
  /** What the front end sent. */
  readonly content: CommData;
  /** Bytes that came beside it. */
  readonly buffers: readonly Uint8Array[];
}

/**
 * The half of a widget that others listen to.
 *
 * @typeParam S attributes
 * @typeParam E events of its own (`click`) and what they carry
 * @typeParam Owner what a change says it belongs to
 */
export abstract class Observable<S extends object, E extends object, Owner> {
  readonly #events = new EventHub();
  /** What asynchronous listeners still do of the changes that are awaited now. */
  #running: Promise<unknown>[] | undefined;

  /**
   * Calls `listener` when an attribute changes on either side (`change:value`, or `change` for any), when the
   * user does something (`click`, `submit`), on a custom `message`, or on `close`.
   * @returns a function that takes the listener away again
   */
  on<K extends keyof S & string>(
    event: `change:${K}`,
    listener: (change: AttributeChange<S[K], Owner>) => unknown,
  ): () => void;
  on<K extends keyof E & string>(event: K, listener: (value: E[K]) => unknown): () => void;
  on(event: 'change', listener: (change: AttributeChange<unknown, Owner>) => unknown): () => void;
  on(event: 'message', listener: (message: WidgetMessage) => unknown): () => void;
  on(event: 'close', listener: (widget: this) => unknown): () => void;
  on(event: string, listener: (value: never) => unknown): () => void {
    return this.#events.on(event, listener);
  }

  /** Takes a listener of {@link on} away. */
  off(event: string, listener: (value: never) => unknown): void {
    this.#events.off(event, listener);
  }

  /** As ipywidgets' `observe`: `slider.observe(({ new: value }) => …, 'value')`; without names, all changes. */
  observe<K extends keyof S & string>(
    listener: (change: AttributeChange<S[K], Owner>) => unknown,
    ...names: K[]
  ): () => void {
    const stops =
      names.length > 0
        ? names.map((name) => this.on(`change:${name}`, listener))
        : [this.#events.on('change', listener)];
    return () => {
      for (const stop of stops) stop();
    };
  }

  /** Calls the listeners. @returns what the asynchronous ones are still doing */
  protected emit(event: string, value: unknown): Promise<unknown>[] {
    return this.#events.emit(event, value);
  }

  /** Tells the listeners of a change. */
  protected announce(change: AttributeChange<unknown, Owner>): void {
    const running = [...this.emit(`change:${change.name}`, change), ...this.emit('change', change)];
    this.#running?.push(...running);
  }

  /** Settles when the asynchronous listeners of what `work` changes have done. */
  protected async awaitListeners(work: () => void): Promise<void> {
    const running: Promise<unknown>[] = [];
    this.#running = running;
    try {
      work();
    } finally {
      this.#running = undefined;
    }
    await Promise.all(running);
  }

  /** Nobody is told of anything any more. */
  protected forgetListeners(): void {
    this.#events.clear();
  }
}
