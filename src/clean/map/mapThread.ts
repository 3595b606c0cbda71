import { existsSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type MessagePort, parentPort, Worker, workerData } from 'node:worker_threads';
import { classDistances } from './classDistances.js';
import { closePairs } from './closePairs.js';
import type { Points, Tell } from './layout/nearestRows.js';
import { umapLayout } from './layout/umapLayout.js';

/** What takes seconds and needs no engine; points in shared memory go to the thread as they are. */
export type MapJob =
  | { readonly kind: 'umap'; readonly points: Points; readonly start: Float32Array; readonly seed: number }
  | { readonly kind: 'distances'; readonly points: Points; readonly classes: Int32Array }
  | {
      readonly kind: 'pairs';
      readonly points: Points;
      readonly ones: Int32Array;
      readonly others: Int32Array;
      readonly distance: number;
    };

/** x and y of each point; how far each lies from its class; or pairs. */
export type MapJobResult = Float32Array | Int32Array;

type Answer =
  | { readonly share: number }
  | { readonly result: MapJobResult }
  | { readonly error: Error | string };

const threadFile = new URL('./mapThread.js', import.meta.url);
/** What a thread of this file is told, by which it knows that it is one. */
const mapThread = 'tsvision map';

/**
 * Does a job in a thread of its own, so that cells and views are answered meanwhile.
 * @param tell hears how far it is, 0 to 1
 */
export async function runMapJob(
  job: MapJob,
  {
    signal,
    tell = () => undefined,
  }: { readonly signal?: AbortSignal; readonly tell?: (share: number) => void } = {},
): Promise<MapJobResult> {
  signal?.throwIfAborted();
  // The compiled thread is missing when the sources are run by a tool that compiles in memory.
  if (!existsSync(fileURLToPath(threadFile))) return doHere(job, tell, signal);
  return inThread(job, tell, signal);
}

function doHere(job: MapJob, tell: (share: number) => void, signal?: AbortSignal): Promise<MapJobResult> {
  return doJob(job, async (share) => {
    await nextTurn();
    signal?.throwIfAborted();
    tell(share);
  });
}

async function inThread(
  job: MapJob,
  tell: (share: number) => void,
  signal?: AbortSignal,
): Promise<MapJobResult> {
  // Options of a program that came as text (`node --input-type=module -e …`) would be refused.
  const worker = new Worker(threadFile, { workerData: { is: mapThread, job }, execArgv: [] });
  const stop = (): void => void worker.terminate();
  signal?.addEventListener('abort', stop, { once: true });
  try {
    return await new Promise<MapJobResult>((resolve, reject) => {
      worker.on('message', (answer: Answer) => {
        if ('share' in answer) tell(answer.share);
        else if ('result' in answer) resolve(answer.result);
        else reject(answer.error instanceof Error ? answer.error : new Error(answer.error));
      });
      worker.on('error', reject);
      worker.on('exit', () =>
        reject(signal?.aborted ? signal.reason : new Error('The map’s thread has ended.')),
      );
    });
  } finally {
    signal?.removeEventListener('abort', stop);
    void worker.terminate();
  }
}

function doJob(job: MapJob, tell: Tell): Promise<MapJobResult> {
  switch (job.kind) {
    case 'umap':
      return umapLayout(job.points, job.start, { seed: job.seed, tell });
    case 'distances':
      return classDistances(job.points, job.classes, tell);
    case 'pairs':
      return closePairs(job.points, job.ones, job.others, job.distance, tell);
  }
}

/** In a worker thread: does the one job that it was started for. */
function serve(port: MessagePort, job: MapJob): void {
  let told = 0;
  const tell = (share: number): void => {
    if (share - told < 0.01) return;
    told = share;
    port.postMessage({ share });
  };
  doJob(job, tell).then(
    (result) => port.postMessage({ result }),
    (error: unknown) => port.postMessage({ error: error instanceof Error ? error : String(error) }),
  );
}

// This file is the program of its own threads, and of no other that happens to load it.
if (parentPort && workerData?.is === mapThread) serve(parentPort, workerData.job);
