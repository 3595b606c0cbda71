import type { MessagePort } from 'node:worker_threads';
import type { EngineOperation, EngineOperations, EngineResponse } from './engineProtocol.js';

type Result<K extends EngineOperation> = ReturnType<EngineOperations[K]>;

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** Asks the language engine over a port; any thread that holds the port can. */
export class EngineClient {
  readonly #port: MessagePort;
  readonly #waiting = new Map<number, Waiting>();
  #next = 0;

  constructor(port: MessagePort) {
    this.#port = port;
    port.on('message', (response: EngineResponse) => this.#settle(response));
    port.on('close', () => this.#fail('The language engine has ended.'));
    port.unref();
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
    this.#port.close();
  }

  #settle({ id, value, failure }: EngineResponse): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (this.#waiting.size === 0) this.#port.unref();
    if (failure === undefined) waiting?.resolve(value);
    else waiting?.reject(new Error(failure));
  }

  #fail(message: string): void {
    for (const { reject } of this.#waiting.values()) reject(new Error(message));
    this.#waiting.clear();
  }
}
