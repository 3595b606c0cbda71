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
  /** Unreachable code and the like. */
  bindSuggestionDiagnostics?: ts.DiagnosticWithLocation[];
  /** Every name that is mentioned, whatever it stands for. */
  identifiers: ReadonlyMap<string, string>;
  /** What comments like `@jsx h` above everything else say, by their names in lower case. */
  pragmas: Map<string, Pragma | Pragma[]>;
  languageVariant: ts.LanguageVariant;
  /** What there is in it for the compiler to transform. */
  readonly transformFlags: number;
  /** Whether a JavaScript file is checked, whatever the options say. */
  checkJsDirective?: { readonly enabled: boolean; readonly pos: number; readonly end: number };
  /** `// @ts-ignore` and `// @ts-expect-error`. */
  commentDirectives?: readonly CommentDirective[];
}

/** What a comment says to the compiler about JSX. */
export interface Pragma {
  readonly arguments: { readonly factory: string };
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
  /** What could be better, and what is never used. */
  getSuggestionDiagnostics(file: ts.SourceFile): ts.Diagnostic[];
  getApparentType(type: ts.Type): ts.Type;
  /** Also of a module that is one object (`export =`). */
  getExportsAndPropertiesOfModule(module: ts.Symbol): ts.Symbol[];
  getContextualTypeForArgumentAtIndex(call: ts.CallLikeExpression, index: number): ts.Type | undefined;
  /** Whether code at this place may see a private or protected member. */
  isValidPropertyAccessForCompletions(
    node: ts.PropertyAccessExpression,
    type: ts.Type,
    property: ts.Symbol,
  ): boolean;
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

/** What the quick fixes of the language service are given. */
export interface CodeFixContext {
  readonly errorCode: number;
  readonly sourceFile: ts.SourceFile;
  readonly span: ts.TextSpan;
  readonly program: ts.Program;
  readonly host: unknown;
  readonly cancellationToken: ts.CancellationToken;
  readonly formatContext: object;
  readonly preferences: ts.UserPreferences;
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
      triggerKind: undefined,
      completionKind: undefined,
      cancellation: undefined,
      format: undefined,
      includeSymbol: boolean,
    ): ts.CompletionInfo | undefined;
  };
  SignatureHelp: {
    getSignatureHelpItems(
      program: ts.Program,
      file: ts.SourceFile,
      position: number,
      reason: ts.SignatureHelpTriggerReason | undefined,
      token: ts.CancellationToken,
    ): ts.SignatureHelpItems | undefined;
    getArgumentInfoForCompletions(
      node: ts.Node,
      position: number,
      file: ts.SourceFile,
      checker: ts.TypeChecker,
    ): { readonly invocation: ts.CallLikeExpression; readonly argumentIndex: number } | undefined;
  };
  findPrecedingToken(position: number, file: ts.SourceFile): ts.Node | undefined;
  isExpressionNode(node: ts.Node): boolean;
  SymbolDisplay: {
    getSymbolDisplayPartsDocumentationAndSymbolKind(
      checker: ts.TypeChecker,
      symbol: ts.Symbol,
      file: ts.SourceFile,
      enclosing: ts.Node | undefined,
      location: ts.Node,
    ): { displayParts: ts.SymbolDisplayPart[]; symbolKind: string };
  };
  /** The files of the language's own declarations, by the names that `lib` has for them. */
  readonly libMap: ReadonlyMap<string, string>;
  /** The library whose elements the JSX of a file makes; `undefined` where it calls a factory by its name. */
  getJSXImplicitImportBase(options: ts.CompilerOptions, file: ts.SourceFile): string | undefined;
  /** The module of that library with the functions that JSX becomes. */
  getJSXRuntimeImport(base: string | undefined, options: ts.CompilerOptions): string | undefined;
  /** Files below a folder that `include` and `exclude` of a `tsconfig.json` take in. */
  matchFiles(
    path: string,
    extensions: readonly string[] | undefined,
    excludes: readonly string[] | undefined,
    includes: readonly string[] | undefined,
    isCaseSensitive: boolean,
    currentFolder: string,
    depth: number | undefined,
    entries: (path: string) => { readonly files: readonly string[]; readonly directories: readonly string[] },
    realPath: (path: string) => string,
  ): string[];
  codefix: { getFixes(context: CodeFixContext): ts.CodeFixAction[] };
  formatting: { getFormatContext(options: ts.FormatCodeSettings, host: object): object };
  getTouchingPropertyName(file: ts.SourceFile, position: number): ts.Node;
}

/** Parts of the compiler that its type declarations leave out. */
export const internals = ts as unknown as Internals;
