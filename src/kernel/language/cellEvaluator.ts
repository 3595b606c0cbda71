import type { MessagePort } from 'node:worker_threads';
import type { Completions } from './completions.js';

export type { CompletionItem, Completions } from './completions.js';

/** What running a cell came to. */
export interface CellResult {
  /** Value of the cell's last expression statement; meaningful only with `hasValue`. */
  readonly value: unknown;
  /** Whether the cell ends in an expression whose value is not `undefined`. */
  readonly hasValue: boolean;
  /** Pages for the front end's pager (`name?`). */
  readonly pages?: readonly Readonly<Record<string, unknown>>[];
}

/** An error as Jupyter shows it. */
export interface ErrorReport {
  readonly ename: string;
  readonly evalue: string;
  /** Lines, with ANSI colours; shows the user's own lines first. */
  readonly traceback: readonly string[];
}

export type Completeness =
  | { readonly status: 'complete' | 'invalid' | 'unknown' }
  | { readonly status: 'incomplete'; readonly indent: string };

/** What an execution is given. */
export interface EvaluateOptions {
  readonly executionCount: number;
  /** Aborts when the user interrupts the cell. */
  readonly signal: AbortSignal;
  /**
   * Whether the session's first cell may run while the type checker still starts: its type errors are then told below
   * it when they are known, instead of keeping it from running. @default false
   */
  readonly mayRunUnchecked?: boolean;
  /** Whether `In` and `Out` keep what it says and gives. @default false */
  readonly isRemembered?: boolean;
}

/** A cell or a local file that has run. */
export interface RunningFile {
  /** As tracebacks name it: `cell-3.ts`, or a path. */
  readonly file: string;
  /** All of the cell, or of the file, as the user wrote it. */
  readonly text: string;
  /** Source map of the code that runs, JSON; its lines are those of the text. */
  readonly map: string;
}

/** What a debugger asks about the code that runs. */
export interface RunningCode {
  files(): readonly RunningFile[];
  fileOf(file: string): RunningFile | undefined;
  /** The variables at the top of a file: those that all cells share, or a local module's own. */
  scopeOf(file: string): Record<string, unknown>;
}

/** What a debugger that is attached wants of running code. */
export interface DebugHooks {
  /** A cell or local file has been compiled and is about to run; it waits for the promise. */
  loaded(file: string): Promise<void> | undefined;
  /** Whether errors that only the kernel catches are to look uncaught to the debugger. */
  readonly wantsUncaught: boolean;
}

/**
 * The language side of the kernel: turns the text of cells into running code that shares one scope, and knows
 * about that scope. The message side calls it and knows no TypeScript.
 *
 * Threads: the cells run on the thread that made the evaluator (the main thread); the TypeScript compiler lives
 * in a worker. {@link complete}, {@link inspect} and {@link isComplete} need that worker and, for the values of
 * live variables, a moment of the main thread. While a cell computes without a pause, another thread can ask the
 * worker directly through {@link languagePort}.
 */
export interface CellEvaluator {
  /**
   * Runs one cell. Rejects with the user's own error, with a `CellSyntaxError` before anything ran, or with an
   * `InterruptedError` as soon as `signal` aborts (also when the cell's own promise never settles, because its
   * execution was terminated). The cell's code starts in a turn of its own, so that terminating the execution
   * never takes the caller of `evaluate` with it.
   */
  evaluate(code: string, options: EvaluateOptions): Promise<CellResult>;
  complete(code: string, cursor: number): Promise<Completions>;
  /** Signature and documentation of the name at the cursor, as a MIME bundle. */
  inspect(code: string, cursor: number, detailLevel: 0 | 1): Promise<Record<string, string> | undefined>;
  isComplete(code: string): Promise<Completeness>;
  /**
   * The HTML of an element of React or Preact, by the renderer that the notebook's folder has; `undefined` for other
   * values, a promise of `undefined` where there is none.
   */
  markup(value: unknown): Promise<string | undefined> | undefined;
  /** Any thrown value as a readable traceback; never throws itself. */
  reportError(error: unknown): ErrorReport;
  /** For a debugger. */
  readonly runningCode: RunningCode;
  /**
   * A new port to the compiler's thread, to be transferred to another one (the socket worker) and wrapped there
   * by `new CheckerClient(port)`: `ask('complete', code, cursor)`, `ask('inspect', code, cursor, detailLevel)` and
   * `ask('isComplete', code)` answer as the methods above do, without the main thread, hence without the values
   * of live variables.
   */
  languagePort(): MessagePort;
  close(): Promise<void>;
}
