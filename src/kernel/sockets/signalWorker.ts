import { Script } from 'node:vm';
import { type MessagePort, workerData } from 'node:worker_threads';

/*
 * A thread that does nothing but sleep until SIGINT comes, and tells the socket thread. Node delivers signals to
 * the main thread's event loop only, which a cell that loops keeps from turning; but a script that runs with
 * `breakOnSigint`, on whatever thread, is stopped by the signal itself.
 */
const { signals } = workerData as { readonly signals: MessagePort };
const never = new Int32Array(new SharedArrayBuffer(4));

const scope = globalThis as unknown as { tsvisionSleep: () => void; tsvisionWatch: () => void };
scope.tsvisionSleep = () => {
  Atomics.wait(never, 0, 0);
};
const sleep = new Script('tsvisionSleep()');
const watch = new Script('tsvisionWatch()');

scope.tsvisionWatch = () => {
  for (;;) sleepUntilSignal(sleep);
};

// The outer script takes a signal that comes while the inner one is being set up again.
for (;;) sleepUntilSignal(watch);

function sleepUntilSignal(script: Script): void {
  try {
    script.runInThisContext({ breakOnSigint: true });
  } catch {
    signals.postMessage('SIGINT');
  }
}
