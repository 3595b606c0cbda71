import type { Completeness, Completions } from '../cellEvaluator.js';

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
}

/** A cell as it is run. */
export type CompiledCell =
  | {
      readonly kind: 'code';
      readonly js: string;
      readonly map: string;
      /** Shared variables that the cell declares. */
      readonly declared: readonly string[];
      /** Those of them that an earlier cell declared too. */
      readonly redeclared: readonly string[];
      /** To be told before the cell runs (mode `warn`). */
      readonly warnings: readonly CellDiagnostic[];
    }
  | { readonly kind: 'errors'; readonly diagnostics: readonly CellDiagnostic[] }
  | { readonly kind: 'cellMagic'; readonly name: string; readonly args: string; readonly body: string };

/** The code of a local module, or what is wrong with it. */
export type CompiledModule =
  | { readonly kind: 'code'; readonly js: string; readonly map: string }
  | { readonly kind: 'errors'; readonly diagnostics: readonly CellDiagnostic[] };

export interface CompileRequest {
  /** File name of the cell, as tracebacks show it. */
  readonly name: string;
  readonly code: string;
  /** Overrides the notebook's mode for this cell. */
  readonly typecheck?: TypecheckMode;
}

/** What the checker does, each a request with one answer. */
export interface CheckerOperations {
  compile(request: CompileRequest): CompiledCell;
  /** The cell has run: its names (all, or those that it came to assign before an error) are now known. */
  settle(name: string, kept: readonly string[] | 'all'): void;
  compileModule(path: string, text: string): CompiledModule;
  complete(code: string, cursor: number): Completions;
  inspect(code: string, cursor: number, detailLevel: 0 | 1): Record<string, string> | undefined;
  isComplete(code: string): Completeness;
  setTypecheck(mode: TypecheckMode): void;
  setFolder(cwd: string): void;
  /** Names of shared variables with their types. */
  listNames(): readonly { readonly name: string; readonly type: string }[];
  forget(names: readonly string[] | 'all'): void;
  /** Takes over names from a checker that died; their types are not known any more. */
  adopt(names: readonly string[]): void;
}

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
