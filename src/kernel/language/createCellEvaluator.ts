import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import { packageRoot } from '../../core/index.js';
import type { CellEvaluator } from './cellEvaluator.js';
import { EngineClient } from './engine/engineClient.js';
import { NotebookSession } from './runtime/notebookSession.js';

/** How a {@link CellEvaluator} is made. */
export interface CellEvaluatorOptions {
  /** Folder of the notebook. @default process.cwd() */
  readonly cwd?: string;
  /** Variables that every cell sees besides Node's (`display`, `prompt`, …); a cell may declare them anew. */
  readonly globals?: Readonly<Record<string, unknown>>;
  /** Writes to the output of the running cell. @default the process's own streams */
  readonly write?: (stream: 'stdout' | 'stderr', text: string) => void;
  /** Where the compiler runs. @default a worker thread of its own */
  readonly engine?: LanguageThread;
}

/** The thread of the compiler. */
export interface LanguageThread {
  /** Serves the other end of a channel. */
  connect(port: MessagePort): void;
  close(): Promise<void>;
}

/** Starts the language side of a kernel. Returns at once; the compiler gets ready meanwhile. */
export function createCellEvaluator(options: CellEvaluatorOptions = {}): CellEvaluator {
  const cwd = options.cwd ?? process.cwd();
  const thread = options.engine ?? startLanguageThread(cwd);
  const newPort = (): MessagePort => {
    const { port1, port2 } = new MessageChannel();
    thread.connect(port2);
    return port1;
  };
  const write = options.write ?? ((stream, text) => void process[stream].write(text));
  return new NotebookSession({
    cwd,
    packageRoot: packageRoot(),
    engine: new EngineClient(newPort()),
    globals: options.globals ?? {},
    write,
    newPort,
    closeEngine: () => thread.close(),
  });
}

function startLanguageThread(cwd: string): LanguageThread {
  const worker = new Worker(workerFile(), {
    workerData: { cwd, packageRoot: packageRoot() },
    // A compiler leaves much garbage behind: swept often, it takes less room and no more time.
    resourceLimits: { maxYoungGenerationSizeMb: 12 },
  });
  worker.unref();
  return {
    connect: (port) => worker.postMessage(port, [port]),
    close: async () => {
      await worker.terminate();
    },
  };
}

/** Beside this file; a test runner runs the sources, the worker then comes from the build. */
function workerFile(): string {
  const beside = fileURLToPath(new URL('./engine/languageWorker.js', import.meta.url));
  return existsSync(beside) ? beside : join(packageRoot(), 'dist/kernel/language/engine/languageWorker.js');
}
