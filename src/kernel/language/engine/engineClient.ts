import type { MessagePort } from 'node:worker_threads';
import type { EngineOperation, EngineOperations, EngineResponse } from './engineProtocol.js';

type Result<K extends EngineOperation> = ReturnType<EngineOperations[K]>;

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** Asks the language engine over a port; any thread that holds the port can. */
export class EngineClient {
  readonly #waiting = new Map<number, Waiting>();
  readonly #reconnect: (() => MessagePort) | undefined;
  #port: MessagePort;
  #next = 0;
  #closed = false;

  /** With `reconnect`, an engine that dies is replaced by the one that it returns a port to. */
  constructor(port: MessagePort, reconnect?: () => MessagePort) {
    this.#reconnect = reconnect;
    this.#port = this.#listen(port);
  }

  ask<K extends EngineOperation>(operation: K, ...args: Parameters<EngineOperations[K]>): Promise<Result<K>> {
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
    port.on('message', (response: EngineResponse) => this.#settle(response));
    port.on('close', () => this.#ended());
    port.unref();
    return port;
  }

  #settle({ id, value, failure }: EngineResponse): void {
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
