import type { RunningFile } from '../language/index.js';

/** By this expression the debugger reaches what {@link DebuggedThread} is on the main thread. */
export const debuggedThread = 'globalThis[Symbol.for("tsvision.debugging")]';

/** A variable as a front end lists it. */
export interface ShownVariable {
  readonly name: string;
  /** On one line. */
  readonly value: string;
  /** Class of an object, else what `typeof` says. */
  readonly type: string;
  /** Whether there is something inside. */
  readonly isExpandable: boolean;
}

/** What the debugger asks of the main thread; all of it is JSON. */
export interface DebuggedThread {
  /** Cells and local files that have run. */
  files(): readonly RunningFile[];
  fileOf(file: string): RunningFile | undefined;
  /** Names of the variables at the top of a file: those that all cells share, or a local module's own. */
  sharedNames(file: string): readonly string[];
  /** Compiles emitted code under a name, without running it. */
  compile(js: string, name: string): void;
  /** The debugger goes. */
  leave(): void;
  /** The variables at the top of a file. */
  shared(file: string): readonly ShownVariable[];
}

/** Prepares the evaluation of emitted code that is not inside a file's function: `__scope__` is that file's. */
export function inFile(file: string): string {
  return `${debuggedThread}.enter(${JSON.stringify(file)})`;
}
