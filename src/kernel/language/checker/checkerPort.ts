import type { MessagePort } from 'node:worker_threads';
import { PendingAnswers } from '../../../core/index.js';
import type {
  CheckerOperation,
  CheckerOperations,
  CheckerRequest,
  CheckerResponse,
} from './checkerProtocol.js';

type Result<K extends CheckerOperation> = ReturnType<CheckerOperations[K]>;

/** Asks the language checker over a port; any thread that holds the port can. */
export class CheckerClient {
  readonly #answers = new PendingAnswers<unknown>();
  readonly #reconnect: (() => MessagePort) | undefined;
  #port: MessagePort;
  #closed = false;

  /** With `reconnect`, a checker that dies is replaced by the one that it returns a port to. */
  constructor(port: MessagePort, reconnect?: () => MessagePort) {
    this.#reconnect = reconnect;
    this.#port = this.#listen(port);
  }

  ask<K extends CheckerOperation>(
    operation: K,
    ...args: Parameters<CheckerOperations[K]>
  ): Promise<Result<K>> {
    this.#port.ref();
    const answer = this.#answers.ask((id) => this.#port.postMessage({ id, operation, args }));
    return answer as Promise<Result<K>>;
  }

  close(): void {
    this.#closed = true;
    this.#port.close();
  }

  #listen(port: MessagePort): MessagePort {
    port.on('message', (response: CheckerResponse) => this.#settle(response));
    port.on('close', () => this.#ended());
    port.unref();
    return port;
  }

  #settle({ id, value, failure }: CheckerResponse): void {
    if (failure === undefined) this.#answers.answer(id, value);
    else this.#answers.refuse(id, new Error(failure));
    if (this.#answers.size === 0) this.#port.unref();
  }

  #ended(): void {
    this.#answers.refuseAll(new Error('The TypeScript compiler has ended; run the cell again.'));
    if (this.#reconnect && !this.#closed) this.#port = this.#listen(this.#reconnect());
  }
}

/** Answers requests that come over a port; `admit` says when. */
export function serveChecker(
  checker: CheckerOperations,
  port: MessagePort,
  admit: (operation: CheckerOperation, answer: () => void) => void = (_, answer) => answer(),
): void {
  port.on('message', ({ id, operation, args }: CheckerRequest) => {
    admit(operation, () => {
      try {
        const value = (checker[operation] as (...all: readonly unknown[]) => unknown)(...args);
        port.postMessage({ id, value });
      } catch (error) {
        port.postMessage({ id, failure: error instanceof Error ? error.message : String(error) });
      }
    });
  });
}
