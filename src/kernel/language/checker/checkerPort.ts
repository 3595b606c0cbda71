import type { MessagePort } from 'node:worker_threads';
import type {
  CheckerOperation,
  CheckerOperations,
  CheckerRequest,
  CheckerResponse,
} from './checkerProtocol.js';

type Result<K extends CheckerOperation> = ReturnType<CheckerOperations[K]>;

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** Asks the language checker over a port; any thread that holds the port can. */
export class CheckerClient {
  readonly #waiting = new Map<number, Waiting>();
  readonly #reconnect: (() => MessagePort) | undefined;
  #port: MessagePort;
  #next = 0;
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
    return new Promise((resolve, reject) => {
      const id = this.#next++;
      if (this.#waiting.size === 0) this.#port.ref();
      this.#waiting.set(id, { resolve: resolve as (value: unknown) => void, reject });
      this.#port.postMessage({ id, operation, args });
    });
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
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (this.#waiting.size === 0) this.#port.unref();
    if (failure === undefined) waiting?.resolve(value);
    else waiting?.reject(new Error(failure));
  }

  #ended(): void {
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    if (this.#reconnect && !this.#closed) this.#port = this.#listen(this.#reconnect());
    for (const { reject } of waiting)
      reject(new Error('The TypeScript compiler has ended; run the cell again.'));
  }
}

/** Answers requests that come over a port; tells `noticed` of each one first. */
export function serveChecker(checker: CheckerOperations, port: MessagePort, noticed = (): void => {}): void {
  port.on('message', ({ id, operation, args }: CheckerRequest) => {
    noticed();
    try {
      const value = (checker[operation] as (...all: readonly unknown[]) => unknown)(...args);
      port.postMessage({ id, value });
    } catch (error) {
      port.postMessage({ id, failure: error instanceof Error ? error.message : String(error) });
    }
  });
}
