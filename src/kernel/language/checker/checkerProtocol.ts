import type { PathMapping } from '../../modules/pathMapping.js';
import type { Question } from '../asYouType/questions.js';
import type { Completeness, Completions } from '../cellEvaluator.js';
import type { TypeOrigin } from '../insight/typeOrigin.js';

/** What the type checker is used for: stop at an error, tell about it, or nothing. */
export type TypecheckMode = 'error' | 'warn' | 'off';

/** A place in a cell that the compiler complains about. */
export interface CellDiagnostic {
  /** Lines and columns count from 1. */
  readonly line: number;
  readonly column: number;
  readonly length: number;
  /** TypeScript's number. */
  readonly code: number;
  readonly message: string;
  /** The user's line. */
  readonly lineText: string;
  readonly kind: 'syntax' | 'type';
  /** Of a name that a function uses and nobody has declared so far: a later cell may. */
  readonly isOfLater?: boolean;
}

/** A cell as it is run, and what there is to be said of the folder's `tsconfig.json`, once. */
export type CompiledCell = { readonly notices?: readonly string[] } & (
  | {
      readonly kind: 'code';
      readonly js: string;
      readonly map: string;
      /** How much of the first line that was compiled stands before what the user wrote. @default 0 */
      readonly lead?: number;
      /** Names under which the folder's project imports its own files. */
      readonly paths?: PathMapping;
      /** Shared variables that the cell declares. */
      readonly declared: readonly string[];
      /** Those of them that an earlier cell declared too. */
      readonly redeclared: readonly string[];
      /** To be told before the cell runs (mode `warn`). */
      readonly warnings: readonly CellDiagnostic[];
      /** Made from its syntax alone: what its types say is still to be asked for, by `follow`. */
      readonly isUnchecked?: boolean;
    }
  | { readonly kind: 'errors'; readonly diagnostics: readonly CellDiagnostic[] }
  | { readonly kind: 'cellMagic'; readonly name: string; readonly args: string; readonly body: string }
);

/** What the checker says about a cell that did not wait for it. */
export interface LateVerdict {
  readonly diagnostics: readonly CellDiagnostic[];
  /** Whether it would not have run, had it waited. */
  readonly isRefused: boolean;
  /** Imported names that turned out to be types only. */
  readonly typeOnly: readonly string[];
}

/** The code of a local module, or what is wrong with it. */
export type CompiledModule =
  | { readonly kind: 'code'; readonly js: string; readonly map: string }
  | { readonly kind: 'errors'; readonly diagnostics: readonly CellDiagnostic[] };

/** Code to be evaluated where other code is paused, or what is wrong with it. */
export type Fragment = { readonly js: string } | { readonly problem: string };

/** What names mean on a line of a text. */
export interface NamesAt {
  /** Bound by the functions and blocks around it. */
  readonly local: readonly string[];
  /** Declared at the top of the text. */
  readonly shared: readonly string[];
}

export interface CompileRequest {
  /** File name of the cell, as tracebacks show it. */
  readonly name: string;
  readonly code: string;
  /** Where what it imports is looked for. @default the notebook's folder */
  readonly folder?: string;
  /** Overrides the notebook's mode for this cell. */
  readonly typecheck?: TypecheckMode;
}

/** What the checker does, each a request with one answer. */
export interface CheckerOperations {
  compile(request: CompileRequest): CompiledCell;
  /**
   * As {@link compile}, and while the libraries' types are still being read from the cell's syntax alone. `undefined`
   * for a cell that wants its types first: that one is for {@link compile}.
   */
  compileEarly(request: CompileRequest): CompiledCell | undefined;
  /** Looks at the types of a cell that {@link compileEarly} made; asked before anything else that needs types. */
  follow(name: string): LateVerdict;
  /** The cell has run: its names (all, or those that it came to assign before an error) are now known. */
  settle(name: string, kept: readonly string[] | 'all'): void;
  compileModule(path: string, text: string): CompiledModule;
  /** The modules that a cell imports by name; of one that a magic takes as a whole, none. */
  importsOf(code: string): readonly string[];
  complete(code: string, cursor: number): Completions;
  inspect(code: string, cursor: number, detailLevel: 0 | 1): Record<string, string> | undefined;
  isComplete(code: string): Completeness;
  /** Answers a question about a notebook that is being written, see `AsYouTypeOperations`. */
  asYouType(question: Question): unknown;
  /** Which of the platform's declarations the last expression of a text is of. */
  originOf(code: string): TypeOrigin | undefined;
  setTypecheck(mode: TypecheckMode): void;
  setFolder(cwd: string): void;
  /** Names of shared variables with their types. */
  listNames(): readonly { readonly name: string; readonly type: string }[];
  forget(names: readonly string[] | 'all'): void;
  /** A cell's code as it would run; `undefined` for what has no code of its own. */
  cellToDebug(code: string): { readonly js: string; readonly map: string } | undefined;
  /** An expression or statements, to be evaluated in the middle of other code. @param shared names of the scope there */
  fragmentToDebug(code: string, shared: readonly string[]): Fragment;
  namesAt(text: string, line: number): NamesAt;
  /** Takes over names from a checker that died; their types are not known any more. */
  adopt(names: readonly string[]): void;
}

/** Operations that parse and no more: they need not wait until the libraries' types have been read. */
export const ofSyntaxAlone: ReadonlySet<CheckerOperation> = new Set<CheckerOperation>([
  'compileEarly',
  'compileModule',
  'importsOf',
  'cellToDebug',
  'fragmentToDebug',
  'namesAt',
  'isComplete',
  'setTypecheck',
]);

export type CheckerOperation = keyof CheckerOperations;

/** A request as it goes over the port. */
export interface CheckerRequest {
  readonly id: number;
  readonly operation: CheckerOperation;
  readonly args: readonly unknown[];
}

export interface CheckerResponse {
  readonly id: number;
  readonly value?: unknown;
  /** Message of a failure of the checker itself (never of the user's code). */
  readonly failure?: string;
}
