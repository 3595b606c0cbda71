import './typescriptCache.js';

import ts = require('typescript');

/**
 * The compiler, and the few of its internals that this kernel needs. They are stable across 5.x (the language
 * server itself stands on them), and the version is pinned; the tests of
 * `test/kernel/language` run cells through them, and fail when one goes away.
 */
export { ts };

/** For which release this was written. */
export const writtenFor = { package: 'typescript', version: '5.9.3' } as const;

/** A source file with what the binder and the program add to it. */
export interface BoundSourceFile extends ts.SourceFile {
  path: string;
  resolvedPath: string;
  originalFileName: string;
  externalModuleIndicator?: ts.Node | true;
  imports: ts.StringLiteralLike[];
  moduleAugmentations: ts.Node[];
  ambientModuleNames: string[];
  locals?: Map<string, ts.Symbol>;
  parseDiagnostics: ts.DiagnosticWithLocation[];
  bindDiagnostics: ts.DiagnosticWithLocation[];
  /** `// @ts-ignore` and `// @ts-expect-error`. */
  commentDirectives?: readonly CommentDirective[];
}

/** A comment that speaks of the diagnostics of the line below. */
export interface CommentDirective {
  readonly range: ts.TextRange;
}

/** A program as the type checker sees it. */
export interface CheckerHost extends ts.Program {
  getResolvedModule(file: ts.SourceFile, name: string, mode: unknown): unknown;
}

/** A type checker with the entry that the compiler itself uses. */
export interface Checker extends ts.TypeChecker {
  getDiagnostics(file?: ts.SourceFile): ts.Diagnostic[];
  getApparentType(type: ts.Type): ts.Type;
  /** What the emitter asks about names. */
  getEmitResolver(file: undefined, token: undefined, skipDiagnostics: boolean): EmitResolver;
  resolveName(
    name: string,
    location: ts.Node | undefined,
    meaning: ts.SymbolFlags,
    excludeGlobals: boolean,
  ): ts.Symbol | undefined;
}

/** Answers the emitter's questions about names. */
export type EmitResolver = object;

/** Where the emitter writes. */
export interface EmitHost extends ts.Program {
  isEmitBlocked(file: string): boolean;
  isSourceOfProjectReferenceRedirect(file: string): boolean;
  writeFile(name: string, text: string): void;
}

interface Internals {
  bindSourceFile(file: ts.SourceFile, options: ts.CompilerOptions): void;
  createTypeChecker(host: ts.Program): Checker;
  createCommentDirectivesMap(
    file: ts.SourceFile,
    directives: readonly CommentDirective[],
  ): { getUnusedExpectations(): CommentDirective[]; markUsed(line: number): boolean };
  getTransformers(options: ts.CompilerOptions, custom: ts.CustomTransformers): object;
  emitFiles(resolver: EmitResolver, host: EmitHost, file: ts.SourceFile, transformers: object): ts.EmitResult;
  Completions: {
    getCompletionsAtPosition(
      host: unknown,
      program: ts.Program,
      log: () => void,
      file: ts.SourceFile,
      position: number,
      preferences: ts.UserPreferences,
    ): ts.CompletionInfo | undefined;
  };
  SymbolDisplay: {
    getSymbolDisplayPartsDocumentationAndSymbolKind(
      checker: ts.TypeChecker,
      symbol: ts.Symbol,
      file: ts.SourceFile,
      enclosing: ts.Node | undefined,
      location: ts.Node,
    ): { displayParts: ts.SymbolDisplayPart[]; symbolKind: string };
  };
  getTouchingPropertyName(file: ts.SourceFile, position: number): ts.Node;
}

/** Parts of the compiler that its type declarations leave out. */
export const internals = ts as unknown as Internals;
