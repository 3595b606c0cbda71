/**
 * Aborts what waits for a server when the server has said nothing for a while, or when the caller gives up. It holds
 * both strongly: a signal made of others by `AbortSignal.any` may be collected before it fires.
 */
export class SilenceAlarm implements Disposable {
  readonly #controller = new AbortController();
  readonly #timer: NodeJS.Timeout;
  readonly #caller: AbortSignal | undefined;
  readonly #onAbort = (): void => this.#controller.abort(this.#caller?.reason);
  #rang = false;

  /** @param seconds the longest silence */
  constructor(seconds: number, caller?: AbortSignal) {
    this.#caller = caller;
    this.#timer = setTimeout(() => {
      this.#rang = true;
      this.#controller.abort(new Error(`the server is silent for ${seconds} s`));
    }, seconds * 1000);
    if (caller?.aborted) this.#onAbort();
    else caller?.addEventListener('abort', this.#onAbort, { once: true });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Whether it was the silence that ended it. */
  get rang(): boolean {
    return this.#rang;
  }

  /** The server has said something. */
  refresh(): void {
    this.#timer.refresh();
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.#caller?.removeEventListener('abort', this.#onAbort);
  }
}
