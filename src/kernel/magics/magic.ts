import type { MimeBundle } from '../../notebook/index.js';
import type { TypecheckMode } from '../language/checker/checkerProtocol.js';
import type { NotebookPackages } from '../packages/notebookPackages.js';

/** What magics may do to the notebook. */
export interface MagicContext {
  /** Folder of the notebook, or where `%cd` went. */
  readonly cwd: string;
  /** The cells that have been run in this session, by their numbers, this one the last. */
  readonly inputs: readonly string[];
  /** What was installed for the notebook, and installs more. */
  readonly packages: NotebookPackages;
  /** Aborts when the user interrupts the cell. */
  readonly signal: AbortSignal;
  /** Files edited since they were imported are run again before the next cell. */
  autoreload: boolean;
  write(stream: 'stdout' | 'stderr', text: string): void;
  /** Sends what {@link write} gets somewhere else, or (`undefined`) to the cell again. */
  redirect(write: ((stream: 'stdout' | 'stderr', text: string) => void) | undefined): void;
  display(data: MimeBundle): void;
  /** Shows text in the front end's pager. */
  page(data: MimeBundle): void;
  /** Replaces the cell, or fills the next one. */
  setNextInput(text: string, replace: boolean): void;
  /** Asks the front end to close, which consoles do, and to end the kernel with it. */
  askExit(): void;
  changeFolder(path: string): void;
  setTypecheck(mode: TypecheckMode): Promise<void>;
  /** Runs TypeScript as part of this cell; its value is that of the last expression. */
  evaluate(code: string, typecheck?: TypecheckMode): Promise<unknown>;
  /** Runs the text of a file as part of this cell: it imports from the file's folder, and its variables are shared. */
  runFile(path: string, text: string, name?: string): Promise<void>;
  /** Whether it is what code of the cell threw, and not the magic itself. */
  isOfCell(thrown: unknown): boolean;
  /** Shared variables with their types. */
  names(): Promise<readonly { readonly name: string; readonly type: string }[]>;
  /** The value of a shared variable. */
  value(name: string): unknown;
  /** Gives a shared variable a value of a type. */
  assign(name: string, value: unknown, type: string): Promise<void>;
  /** Forgets shared variables. */
  reset(): Promise<void>;
  /** Every magic there is. */
  readonly magics: readonly Magic[];
}

/** A command of the notebook itself, as IPython has them. */
export interface Magic {
  readonly name: string;
  /** One line for `%lsmagic`. */
  readonly summary: string;
  /** `%name args`; what it returns is the value of the line. */
  line?(context: MagicContext, args: string): unknown;
  /** `%%name args` with the rest of the cell; what it returns is the value of the cell. */
  cell?(context: MagicContext, args: string, body: string): unknown;
  /** A line magic that takes code instead of words: the TypeScript that the line stands for. */
  expand?(code: string, isExpression: boolean): string;
}
