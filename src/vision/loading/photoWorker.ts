import { type MessagePort, parentPort } from 'node:worker_threads';
import { type PhotoJob, runPhotoJob } from './photoJob.js';

/** What goes to a worker thread. */
export interface PhotoWorkerRequest {
  readonly id: number;
  readonly job: PhotoJob;
}

/** Prepares photos off the main thread, one job after the other. */
function serve(port: MessagePort): void {
  let last: Promise<unknown> = Promise.resolve();
  port.on('message', ({ id, job }: PhotoWorkerRequest) => {
    last = last
      .then(() => runPhotoJob(job))
      .then(
        (result) => port.postMessage({ id, result }),
        (error: unknown) => port.postMessage({ id, error: String(error) }),
      );
  });
}

if (parentPort) serve(parentPort);
