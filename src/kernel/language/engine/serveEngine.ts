import type { MessagePort } from 'node:worker_threads';
import type { EngineOperations, EngineRequest } from './engineProtocol.js';

/** Answers requests that come over a port. */
export function serveEngine(engine: EngineOperations, port: MessagePort): void {
  port.on('message', ({ id, operation, args }: EngineRequest) => {
    try {
      const value = (engine[operation] as (...all: readonly unknown[]) => unknown)(...args);
      port.postMessage({ id, value });
    } catch (error) {
      port.postMessage({ id, failure: error instanceof Error ? error.message : String(error) });
    }
  });
}
