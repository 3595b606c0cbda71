import type { MessagePort } from 'node:worker_threads';
import type { EngineOperations, EngineRequest } from './engineProtocol.js';

/** Answers requests that come over a port; tells `noticed` of each one first. */
export function serveEngine(engine: EngineOperations, port: MessagePort, noticed = (): void => {}): void {
  port.on('message', ({ id, operation, args }: EngineRequest) => {
    noticed();
    try {
      const value = (engine[operation] as (...all: readonly unknown[]) => unknown)(...args);
      port.postMessage({ id, value });
    } catch (error) {
      port.postMessage({ id, failure: error instanceof Error ? error.message : String(error) });
    }
  });
}
