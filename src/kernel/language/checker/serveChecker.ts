import type { MessagePort } from 'node:worker_threads';
import type { CheckerOperations, CheckerRequest } from './checkerProtocol.js';

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
