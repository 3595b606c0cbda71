import { InterruptedError } from '../core/index.js';
import { InputUnavailableError } from './errors.js';
import type { Publisher } from './output/publisher.js';
import type { ContextTracker } from './requests/contextTracker.js';
import type { MessageContext } from './requests/messageContext.js';
import type { SocketThread } from './sockets/socketThread.js';

/** How a line is asked for. */
export interface AskOptions {
  /** Hide what is typed. @default false */
  readonly password?: boolean;
  /** Takes the question back. */
  readonly signal?: AbortSignal;
}

/** Asks the user for lines through the front end: awaited, or as browsers' `prompt` and `confirm` do. */
export class UserInput {
  readonly #sockets: SocketThread;
  readonly #publisher: Publisher;
  readonly #contexts: ContextTracker;

  constructor(sockets: SocketThread, publisher: Publisher, contexts: ContextTracker) {
    this.#sockets = sockets;
    this.#publisher = publisher;
    this.#contexts = contexts;
  }

  /**
   * @throws InputUnavailableError when the front end takes no input
   * @throws InterruptedError when the user interrupts instead
   */
  async ask(prompt = '', { password = false, signal }: AskOptions = {}): Promise<string> {
    const request = this.#publisher.inputRequest(this.#asker(), prompt, password);
    return answered(await this.#sockets.ask(request, signal));
  }

  /** `prompt()`: the kernel sleeps until the answer comes; an empty answer is the default. */
  prompt(message = '', otherwise = ''): string {
    const text = otherwise === '' ? message : `${message} [${otherwise}]`;
    return this.#askSleeping(`${text} `) || otherwise;
  }

  /** `confirm()`: whether the answer begins with a `y`. */
  confirm(message = ''): boolean {
    return /^\s*y/i.test(this.#askSleeping(`${message} [y/N] `));
  }

  /** @throws InputUnavailableError when the front end takes no input */
  requireAsker(): void {
    this.#asker();
  }

  #askSleeping(prompt: string): string {
    return answered(this.#sockets.askSleeping(this.#publisher.inputRequest(this.#asker(), prompt, false)));
  }

  #asker(): MessageContext {
    const { current } = this.#contexts;
    if (current?.message.content.allow_stdin !== true) throw new InputUnavailableError();
    return current;
  }
}

function answered(value: string | undefined): string {
  if (value === undefined) throw new InterruptedError();
  return value;
}
