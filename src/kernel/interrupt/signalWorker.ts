import { Script } from 'node:vm';
import { type MessagePort, workerData } from 'node:worker_threads';

/*
 * A thread that does nothing but sleep until SIGINT comes, and tells the socket thread. Node delivers signals to
 * the main thread's event loop only, which a cell that loops keeps from turning; but a script that runs with
 * `breakOnSigint`, on whatever thread, is stopped by the signal itself. While no such script runs, Node lets the
 * signal end the process; so they are nested: when one is stopped, those around it take the next signal until it
 * stands again.
 */
const { signals } = workerData as { readonly signals: MessagePort };
const never = new Int32Array(new SharedArrayBuffer(4));

/** A signal must come just between two steps of one thread to stop one more level; this many never meet. */
const levels = 64;

const scope = globalThis as unknown as { tsvisionWatch: (level: number) => void };
const scripts = Array.from({ length: levels }, (_, level) => new Script(`tsvisionWatch(${level})`));

scope.tsvisionWatch = (level) => {
  const inner = scripts[level + 1];
  if (!inner) Atomics.wait(never, 0, 0);
  else watch(inner);
};

watch(scripts[0] as Script);

function watch(script: Script): never {
  for (;;) {
    try {
      script.runInThisContext({ breakOnSigint: true });
    } catch {
      signals.postMessage('SIGINT');
    }
  }
}
