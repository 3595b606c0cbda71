import type { CommHost } from './comm.js';
import type { MimeBundle } from './mimeBundle.js';

/**
 * Takes output in place of a cell: `stream`, `display_data`, `update_display_data`, `error` and `clear_output`, with the
 * content that Jupyter's message of that type has.
 */
export interface OutputSink {
  /** Takes a message of the protocol: its type and its content. */
  take(type: string, content: Readonly<Record<string, unknown>>): void;
}

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
  /**
   * The HTML of an element of React or Preact; `undefined` for other values, a promise of `undefined` where nothing is
   * installed that writes it.
   */
  markup?(value: unknown): Promise<string | undefined> | undefined;
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
