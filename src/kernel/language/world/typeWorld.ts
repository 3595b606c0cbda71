import { join } from 'node:path';
import {
  type BoundSourceFile,
  type Checker,
  type CheckerHost,
  internals,
  ts,
} from '../../patches/typescript.js';
import type { Project } from '../project/project.js';
import { runtimeImport } from '../syntax/jsxRuntime.js';
import { importedNames, unwrittenImport } from './importedNames.js';
import { referencedFiles } from './references.js';
import type { TextKind } from './sourceFiles.js';
import { type Resolution, typedFile } from './typeResolver.js';
import { WorldFiles, type WorldOptions } from './worldFiles.js';

/** A text in the world. */
export interface CellFile {
  readonly file: BoundSourceFile;
  /** The names that the text itself declares. */
  readonly own: ReadonlyMap<string, ts.Symbol>;
}

/** The binder's symbol of a name that the text itself exports. */
type ExportedLocally = ts.Symbol & { readonly exportSymbol?: ts.Symbol };

/** How a text is taken that is added to the world. */
export interface AddedAs {
  /** From where its modules are looked for. @default the notebook's */
  readonly folder?: string | undefined;
  /** What it is. @default 'finished' */
  readonly as?: TextKind;
}

/** After so many files the checker's caches are thrown away, when nobody asks for anything; a fresh one costs some 100 ms. */
const filesPerChecker = 400;
/** After so many files they are thrown away in the middle of work. */
const mostFilesPerChecker = 1200;

/**
 * Everything the type checker knows: libraries, the packages that cells import, and the cells.
 *
 * The usual way to check a cell is a new program and a new checker for each, which re-derives the types of the
 * world every time. Here ONE checker lives on: a cell is parsed, bound, and given to it as one more file. The
 * names of earlier cells are put into the new file's scope as the very symbols that the binder made for them, so
 * a cell sees their exact types without any declaration being written out. A new program is made only when a cell
 * imports a file that no earlier one has imported, or when such a file or the folder's options have changed on disk.
 */
export class TypeWorld {
  readonly #world: WorldFiles;
  readonly #packageRoot: string;
  #host: CheckerHost | undefined;
  #checker: Checker | undefined;
  /** Cells whose names are still in use, or that add to global types: they outlive the checker. */
  readonly #files = new Map<string, BoundSourceFile>();
  readonly #own = new WeakMap<ts.SourceFile, CellFile['own']>();
  readonly #imports = new WeakMap<ts.SourceFile, Map<string, Resolution>>();
  /** What files refer to by `/// <reference … />` and what is not there. */
  readonly #missing = new WeakMap<ts.SourceFile, readonly ts.Diagnostic[]>();
  #sinceRenewal = 0;

  constructor(options: WorldOptions) {
    this.#world = new WorldFiles(options);
    this.#packageRoot = options.packageRoot;
  }

  /** What every cell needs, read in steps: who asks for types before the last one waits for the rest. */
  *read(): Generator<undefined, void> {
    yield* this.#world.read();
    yield;
    void this.checker;
  }

  /** Whether what every cell needs has been read. */
  get isRead(): boolean {
    return this.#world.isRead;
  }

  /** What the folder says about its language. */
  get project(): Project {
    return this.#world.project;
  }

  get checker(): Checker {
    this.#checker ??= internals.createTypeChecker(this.program);
    return this.#checker;
  }

  /** The program as the completion wants it. */
  get program(): CheckerHost {
    this.#host ??= this.#createHost();
    return this.#host;
  }

  /** Host for the language-service functions that ask about files. */
  get serviceHost(): unknown {
    return { ...this.#world.sources.host, getCompilationSettings: () => this.project.checking };
  }

  /** From where modules are looked for: the notebook's folder, what was installed for it, then this package's. */
  get moduleFolders(): readonly string[] {
    return [this.#world.cwd, this.#world.packages, this.#packageRoot];
  }

  set cwd(folder: string) {
    this.#world.cwd = folder;
  }

  /** The file with the types of a module, as a cell calls it, or another file. */
  fileOf(specifier: string, from?: string): string | undefined {
    return typedFile(this.#world.resolve(specifier, from));
  }

  /** Parses and binds a text, puts `scope` around it, and makes what it imports known. */
  add(
    fileName: string,
    text: string,
    scope: ReadonlyMap<string, ts.Symbol>,
    { folder = this.#world.cwd, as = 'finished' }: AddedAs = {},
  ): CellFile {
    const file = this.#world.sources.parseCell(fileName, text, as);
    this.#resolveImports(file, folder);
    this.#files.set(fileName, file);
    internals.bindSourceFile(file, this.project.checking);
    // The binder escapes names that begin with two underscores.
    const locals = file.locals ?? new Map<string, ts.Symbol>();
    const own = new Map(
      // What is exported is a type only under the symbol of the export.
      [...locals].map(([key, symbol]) => [
        ts.unescapeLeadingUnderscores(key as ts.__String),
        (symbol as ExportedLocally).exportSymbol ?? symbol,
      ]),
    );
    this.#own.set(file, own);
    for (const [name, symbol] of scope)
      if (!own.has(name)) locals.set(ts.escapeLeadingUnderscores(name) as string, symbol);
    if (file.moduleAugmentations.length > 0 || this.#sinceRenewal > mostFilesPerChecker) this.renew();
    this.#sinceRenewal++;
    return { file, own };
  }

  /** The modules that a text imports by name. */
  imports(text: string): string[] {
    return importedNames(this.parse('/imports.ts', text)).literals.map((each) => each.text);
  }

  /** Parses a text without adding it. */
  parse(fileName: string, text: string): BoundSourceFile {
    return this.#world.sources.parseCell(fileName, text);
  }

  /**
   * For a file whose errors have been told: its scope keeps what the text names. All names of the notebook in every
   * cell's scope would grow with the square of the cells, and keep alive what has been declared anew.
   */
  settle({ file, own }: CellFile): void {
    for (const key of file.locals?.keys() ?? []) {
      const name = ts.unescapeLeadingUnderscores(key as ts.__String);
      if (!own.has(name) && !file.identifiers.has(name)) file.locals?.delete(key);
    }
  }

  /** Forgets the file that declared a symbol, when it adds to no global type and `isInUse` for none of its names. */
  retire(symbol: ts.Symbol, isInUse: (symbol: ts.Symbol, name: string) => boolean): void {
    const file = symbol.declarations?.[0]?.getSourceFile() as BoundSourceFile | undefined;
    if (!file || file.moduleAugmentations.length > 0) return;
    const own = [...(this.#own.get(file) ?? [])];
    if (!own.some(([name, each]) => isInUse(each, name))) this.drop(file);
  }

  /** What the checker says about a file that {@link add} made. */
  check(file: BoundSourceFile): ts.Diagnostic[] {
    const missing = this.#missing.get(file) ?? [];
    const early = [...file.parseDiagnostics, ...file.bindDiagnostics, ...missing];
    if (file.parseDiagnostics.length > 0) return early;
    return [...early, ...this.checker.getDiagnostics(file)];
  }

  /** What could be better in a file that {@link add} made: what is never used or reached, among others. */
  hints(file: BoundSourceFile): ts.Diagnostic[] {
    if (file.parseDiagnostics.length > 0) return [];
    return [...(file.bindSuggestionDiagnostics ?? []), ...this.checker.getSuggestionDiagnostics(file)];
  }

  /** Whether a module was found that a text imports. */
  isResolved(file: BoundSourceFile, specifier: string): boolean {
    return this.#imports.get(file)?.get(specifier)?.resolvedModule !== undefined;
  }

  /** Whether a module can be found now. */
  isThere(specifier: string): boolean {
    return this.#world.resolve(specifier).resolvedModule !== undefined;
  }

  /** Whether there is a global variable of that name. */
  isGlobal(name: string): boolean {
    return this.checker.resolveName(name, undefined, ts.SymbolFlags.Value, false) !== undefined;
  }

  /** Forgets a file that nothing refers to any more (a completion, a cell that was not run). */
  drop(file: BoundSourceFile): void {
    if (this.#files.get(file.fileName) !== file) return;
    this.#files.delete(file.fileName);
    if (file.moduleAugmentations.length > 0) this.renew();
  }

  /** Takes a file back that was dropped because it adds to global types. */
  admit(file: BoundSourceFile): void {
    if (this.#files.has(file.fileName)) return;
    this.#files.set(file.fileName, file);
    if (file.moduleAugmentations.length > 0) this.renew();
  }

  /** Reads the types of packages that are likely to be imported, in steps, so that the import itself is quick. */
  *preload(specifiers: readonly string[]): Generator<undefined, void> {
    this.#require(yield* this.#world.preload(specifiers));
    void this.checker;
  }

  /** To be called when there is nothing else to do: throws old caches away when there are many. */
  rest(): void {
    if (this.#sinceRenewal <= filesPerChecker) return;
    this.renew();
    void this.checker;
  }

  /** Notices local files, and options of the folder, that were edited since they were read; whether any were. */
  refresh(): boolean {
    if (!this.#world.refresh()) return false;
    this.renew();
    return true;
  }

  /** Starts over with a fresh checker. */
  renew(): void {
    this.#host = undefined;
    this.#checker = undefined;
    this.#sinceRenewal = 0;
  }

  /** The program with the cells in it, without a program of its own for each. */
  #createHost(): CheckerHost {
    const program = this.#world.program as CheckerHost;
    const host = Object.create(program) as CheckerHost;
    host.getSourceFile = (name) => this.#files.get(name) ?? program.getSourceFile(name);
    host.getSourceFiles = () => [
      ...program.getSourceFiles(),
      ...[...this.#files.values()].filter((file) => file.moduleAugmentations.length > 0),
    ];
    host.getResolvedModule = (file, name, mode) =>
      this.#imports.get(file)?.get(name) ?? program.getResolvedModule(file, name, mode);
    host.getTypeChecker = () => this.checker;
    return host;
  }

  #resolveImports(file: BoundSourceFile, folder: string): void {
    const names = importedNames(file);
    const ofJsx = runtimeImport(file, this.project.checking);
    if (ofJsx !== undefined) names.literals.unshift(unwrittenImport(file, ofJsx));
    file.imports = names.literals;
    file.moduleAugmentations = names.augmentations;
    file.ambientModuleNames = [];
    const resolved = new Map<string, Resolution>();
    for (const { text } of names.literals)
      resolved.set(text, this.#world.resolve(text, join(folder, 'cell.ts')));
    this.#imports.set(file, resolved);
    const { files, problems } = referencedFiles(file, this.#world.sources, this.#world.cwd);
    this.#missing.set(file, problems);
    const imported = [...resolved.values()].map(typedFile).filter((name) => name !== undefined);
    this.#require([...files, ...imported]);
  }

  #require(fileNames: readonly string[]): void {
    if (this.#world.require(fileNames)) this.renew();
  }
}
