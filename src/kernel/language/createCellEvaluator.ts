import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { packageRoot } from '../../core/index.js';
import type { CellEvaluator, DebugHooks } from './cellEvaluator.js';
import { type LanguageThread, startLanguageThread } from './languageThread.js';
import { NotebookSession } from './notebookSession.js';

/** How a {@link CellEvaluator} is made. */
export interface CellEvaluatorOptions {
  /** Folder of the notebook. @default process.cwd() */
  readonly cwd?: string;
  /** Variables that every cell sees besides Node's (`display`, `prompt`, …); a cell may declare them anew. */
  readonly globals?: Readonly<Record<string, unknown>>;
  /** Writes to the output of the running cell. @default the process's own streams */
  readonly write?: (stream: 'stdout' | 'stderr', text: string) => void;
  /** Where the compiler runs. @default a worker thread of its own */
  readonly checker?: LanguageThread;
  /** Hears that the compiler has died and another one has taken its place: the ports to the old one are closed. */
  readonly onNewCompiler?: () => void;
  /** @default nobody debugs */
  readonly debugHooks?: DebugHooks;
}

const noDebugger: DebugHooks = { loaded: () => undefined, wantsUncaught: false };

/** Starts the language side of a kernel. Returns at once; the compiler gets ready meanwhile. */
export function createCellEvaluator(options: CellEvaluatorOptions = {}): CellEvaluator {
  const cwd = options.cwd ?? process.cwd();
  const thread = options.checker ?? startLanguageThread(cwd);
  const newPort = (): MessagePort => {
    const { port1, port2 } = new MessageChannel();
    thread.connect(port2);
    return port1;
  };
  const write = options.write ?? ((stream, text) => void process[stream].write(text));
  return new NotebookSession({
    cwd,
    packageRoot: packageRoot(),
    globals: options.globals ?? {},
    write,
    newPort,
    onNewCompiler: options.onNewCompiler ?? (() => {}),
    debugHooks: options.debugHooks ?? noDebugger,
    closeChecker: () => thread.close(),
  });
}
