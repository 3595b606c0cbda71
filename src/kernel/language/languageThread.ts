import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type MessagePort, Worker } from 'node:worker_threads';
import { packageRoot } from '../../core/index.js';

/** The thread of the compiler. */
export interface LanguageThread {
  /** Serves the other end of a channel. */
  connect(port: MessagePort): void;
  close(): Promise<void>;
}

/** Starts a worker thread with the compiler; one that dies is replaced when the next port is wanted. */
export function startLanguageThread(cwd: string): LanguageThread {
  let worker = startWorker(cwd);
  return {
    connect: (port) => {
      // A dead one is noticed by its ports closing, and replaced when the next port is wanted.
      if (worker.threadId === -1) worker = startWorker(cwd);
      worker.postMessage(port, [port]);
    },
    close: async () => {
      await worker.terminate();
    },
  };
}

function startWorker(cwd: string): Worker {
  const worker = new Worker(workerFile(), {
    workerData: { cwd, packageRoot: packageRoot() },
    // A compiler leaves much garbage behind: swept often, it takes less room and no more time. V8 lets a heap with
    // a nearer limit grow in smaller steps; the types of TensorFlow take a fifth of this one.
    resourceLimits: { maxYoungGenerationSizeMb: 12, maxOldGenerationSizeMb: 1024 },
  });
  worker.on('error', () => {
    // Out of memory, most likely; the kernel lives on and starts another.
  });
  worker.unref();
  return worker;
}

/** Beside this file; a test runner runs the sources, the worker then comes from the build. */
function workerFile(): string {
  const beside = fileURLToPath(new URL('./checker/languageWorker.js', import.meta.url));
  return existsSync(beside) ? beside : join(packageRoot(), 'dist/kernel/language/checker/languageWorker.js');
}
