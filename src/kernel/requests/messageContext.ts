import { InterruptedError } from '../../core/index.js';
import type { IncomingMessage } from '../protocol/jupyterMessage.js';

/** How long code that listens to the interrupt signal gets to end by itself, in ms. */
const grace = 1200;

/** A message while it is handled: the parent of all output, and what an interrupt acts on. */
export class MessageContext {
  readonly message: IncomingMessage;
  /** The message's header, as JSON text. */
  readonly parent: string;
  /** Rejects when the user interrupted and the code had its chance to end by itself. */
  readonly interrupted: Promise<never>;
  readonly #asked = new AbortController();
  readonly #forced = new AbortController();
  readonly #work = new Set<Promise<unknown>>();
  #giveUp: (reason: unknown) => void = () => {};
  #hasListener = false;

  constructor(message: IncomingMessage) {
    this.message = message;
    this.parent = JSON.stringify(message.header);
    this.interrupted = new Promise((_, reject) => {
      this.#giveUp = reject;
    });
    this.interrupted.catch(() => {});
  }

  /** Aborts as soon as the user interrupts: for code that then ends in good order. */
  get interruptSignal(): AbortSignal {
    this.#hasListener = true;
    return this.#asked.signal;
  }

  /** Aborts when nothing waits for the code any more. */
  get forcedSignal(): AbortSignal {
    return this.#forced.signal;
  }

  /** Whether the user has interrupted it. */
  get isInterrupted(): boolean {
    return this.#asked.signal.aborted;
  }

  /** Whether it was interrupted, and does not end by itself. */
  get isForced(): boolean {
    return this.#forced.signal.aborted;
  }

  /** A second interrupt, or one that nobody listens to, does not wait. */
  interrupt(): void {
    const again = this.#asked.signal.aborted;
    const reason = new InterruptedError();
    this.#asked.abort(reason);
    const force = (): void => {
      this.#forced.abort(reason);
      this.#giveUp(reason);
    };
    if (again || !this.#hasListener) force();
    else setTimeout(force, grace).unref();
  }

  /** The message is not done until the promise settles, whatever comes of it. */
  keepBusy(promise: Promise<unknown>): void {
    const work = promise
      .catch(() => {})
      .finally(() => {
        this.#work.delete(work);
      });
    this.#work.add(work);
  }

  /** Settles when nothing keeps the message busy. */
  async settled(): Promise<void> {
    while (this.#work.size > 0) await Promise.all(this.#work);
  }
}
