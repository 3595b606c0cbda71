import { clearOutput, display, html, md, registerNotebookPorts, svg } from '../notebook/index.js';
import { CommManager } from './comms.js';
import { offerDebugging } from './debuggee/offerDebugging.js';
import { KernelPorts } from './kernelPorts.js';
import { type CellEvaluator, createCellEvaluator, type ErrorReport } from './language/index.js';
import { captureOutput, showUnhandledErrors } from './output/outputCapture.js';
import { Publisher } from './output/publisher.js';
import { redirectDescriptors } from './output/redirectDescriptors.js';
import { letCellsRequire } from './patches/cellsAsCallers.js';
import { guardProcess, type ProcessGuards } from './patches/processGuards.js';
import { offerStandardInput } from './patches/standardInput.js';
import { trackChildren } from './patches/trackChildren.js';
import type { ConnectionInfo } from './protocol/connectionInfo.js';
import { kernelInfo } from './protocol/kernelInfo.js';
import { CellRunner } from './requests/cellRunner.js';
import { ContextTracker } from './requests/contextTracker.js';
import { Dispatcher } from './requests/dispatcher.js';
import { HistoryStore, historyFolder } from './requests/historyStore.js';
import { SocketThread } from './sockets/socketThread.js';
import { UserInput } from './userInput.js';

/** Time that closing the language side may take, in ms. */
const closingTime = 500;

/** The kernel: sockets on one side, the language on the other, and everything between. */
export class Kernel {
  readonly #sockets: SocketThread;
  readonly #contexts = new ContextTracker();
  readonly #guards: ProcessGuards;
  readonly #evaluator: CellEvaluator;
  readonly #dispatcher: Dispatcher;

  constructor(connection: ConnectionInfo, version: string) {
    this.#guards = guardProcess();
    // Before there are other threads, see there.
    const descriptors = redirectDescriptors();
    // Without a listener Node would end at a SIGINT that comes before the thread which waits for it is there.
    process.on('SIGINT', () => {});
    this.#sockets = new SocketThread(
      connection,
      kernelInfo(version),
      {
        message: (message) => this.#dispatcher.dispatch(message),
        interrupt: () => this.#contexts.interrupt(),
        terminated: () => ports.terminated(),
        shutdown: () => void this.#shutDown(),
        failed: (reason) => this.#fail(reason),
        log: (text) => descriptors?.log(text),
      },
      descriptors,
    );
    const publisher = new Publisher(this.#sockets, this.#contexts);
    const input = new UserInput(this.#sockets, publisher, this.#contexts);
    offerStandardInput(input);
    letCellsRequire();
    const comms = new CommManager(publisher);
    const contexts = this.#contexts;
    const report = (error: unknown): ErrorReport => evaluator.reportError(error);
    const markup = (value: unknown): Promise<string | undefined> | undefined => evaluator.markup(value);
    const ports = new KernelPorts({ publisher, contexts, comms, input, report, markup });
    registerNotebookPorts(ports);
    const evaluator = createCellEvaluator({
      globals: cellGlobals(input),
      write: (name, text) => void publisher.stream(name, text),
      onNewCompiler: () => this.#sockets.offerLanguage(evaluator.languagePort()),
      debugHooks: this.#sockets.debugHooks,
    });
    offerDebugging(evaluator.runningCode);
    this.#sockets.offerLanguage(evaluator.languagePort());
    const history = new HistoryStore(historyFolder());
    const released = (): Promise<unknown> => ports.released();
    const cells = new CellRunner({
      evaluator,
      publisher,
      history,
      released,
      isInterruptPending: () => this.#sockets.isInterruptPending,
    });
    const caughtUp = (): Promise<void> => this.#sockets.caughtUp();
    this.#evaluator = evaluator;
    const ended = trackChildren(this.#sockets, contexts);
    const parts = { contexts, publisher, evaluator, history, comms, cells, caughtUp, ended };
    this.#dispatcher = new Dispatcher(parts);
    captureOutput(publisher, descriptors?.log);
    showUnhandledErrors(publisher, report);
  }

  async #shutDown(): Promise<void> {
    const late = new Promise((resolve) => setTimeout(resolve, closingTime).unref());
    await Promise.race([this.#evaluator.close().catch(() => {}), late]);
    await this.#sockets.close();
    this.#guards.exit(0);
  }

  #fail(reason: string): never {
    process.stderr.write(`The kernel cannot use its sockets: ${reason}\n`);
    return this.#guards.exit(1);
  }
}

/** What every cell sees besides Node's globals. */
function cellGlobals(input: UserInput): Record<string, unknown> {
  return {
    display,
    clearOutput,
    html,
    md,
    svg,
    input: (prompt?: string, options?: { readonly password?: boolean }) => input.ask(prompt, options),
    prompt: (message?: string, otherwise?: string) => input.prompt(message, otherwise),
    confirm: (message?: string) => input.confirm(message),
    alert: (message?: unknown) => console.log(message),
  };
}
