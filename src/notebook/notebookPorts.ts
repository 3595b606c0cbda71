import type { CommHost } from './comm.js';
import type { MimeBundle } from './mimeBundle.js';
import type { OutputSink } from './outputSink.js';
import { TerminalPorts } from './terminalPorts.js';

/** A display, or the update of one, as it goes to the front end. */
export interface DisplayMessage {
  readonly data: MimeBundle;
  readonly metadata?: Readonly<Record<string, unknown>>;
  /** Names the display, so that a later message with `update: true` can replace it. */
  readonly displayId?: string;
  /** Replace what `displayId` names, instead of showing something new. @default false */
  readonly update?: boolean;
}

/**
 * All that the library asks of the program it runs in. The kernel implements it; without a kernel a terminal
 * stands in. The library knows this interface only, never the kernel.
 */
export interface NotebookPorts {
  readonly kind: 'kernel' | 'terminal';
  /** Shows or updates a display below the cell (or comm message) that is being handled. */
  publish(message: DisplayMessage): void;
  /** Clears the output of the current cell; with `wait`, only when the next output comes. */
  clearOutput(options?: { readonly wait?: boolean }): void;
  /** Comms to the front end; absent where there is none. */
  readonly comms?: CommHost;
  /** Runs `work`; what it puts out, also later in its timers and promises, goes to the sink instead of the cell. */
  redirect?<T>(sink: OutputSink, work: () => T): T;
  /** Where output of the running code goes now: to {@link redirect} there what runs later on its behalf. */
  outputPlace?(): OutputSink | undefined;
  /** Shows an error where output of the running code goes. */
  showError?(error: unknown): void;
  /** Asks the user for a line. */
  input(prompt: string, options?: { readonly password?: boolean }): Promise<string>;
  /** Aborts when the user interrupts the cell that runs now. Ask for it at the start of each long task. */
  interruptSignal(): AbortSignal;
  /** Id of the message that is being handled now: the `msg_id` of ipywidgets' Output. */
  parentMessageId(): string | undefined;
  /** Keeps the next cell waiting until the promise settles (an engine that starts asynchronously). */
  hold(promise: Promise<unknown>): void;
  /** The running cell is not done until the promise settles (a display whose picture is still being drawn). */
  keepBusy?(promise: Promise<unknown>): void;
  /**
   * Calls `listener` each time after an interrupt terminated code that did not end by itself: not even `finally` has
   * run, so what it had opened must be put right.
   */
  onTerminated?(listener: () => void): void;
}

/**
 * The key on `globalThis` under which a kernel registers its ports. A registered symbol, so that it is the same
 * for every copy of this package that a notebook may import.
 */
export const notebookPortsKey: unique symbol = Symbol.for('tsvision.notebookPorts') as never;

type PortsHolder = { [notebookPortsKey]?: NotebookPorts };

let terminal: TerminalPorts | undefined;

/** The ports of the kernel that runs this code, or of the terminal. */
export function notebookPorts(): NotebookPorts {
  const registered = (globalThis as PortsHolder)[notebookPortsKey];
  if (registered) return registered;
  terminal ??= new TerminalPorts();
  return terminal;
}

/** Called once by a kernel at its start; `undefined` takes the ports away again. */
export function registerNotebookPorts(ports: NotebookPorts | undefined): void {
  (globalThis as PortsHolder)[notebookPortsKey] = ports;
}
