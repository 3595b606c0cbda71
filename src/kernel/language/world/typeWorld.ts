import { join } from 'node:path';
import {
  type BoundSourceFile,
  type Checker,
  type CheckerHost,
  internals,
  ts,
} from '../../patches/typescript.js';
import { compilerOptions } from './compilerOptions.js';
import { createProgram } from './createProgram.js';
import { importedNames } from './importedNames.js';
import { readAhead } from './readAhead.js';
import { SourceFiles } from './sourceFiles.js';
import { type Resolution, TypeResolver, typedFile } from './typeResolver.js';

/** What a {@link TypeWorld} stands on. */
export interface TypeWorldOptions {
  /** Folder of the notebook: modules are looked for from here. */
  readonly cwd: string;
  /** Folder of this package: where `tsvision`, TensorFlow and Node's types are looked for. */
  readonly packageRoot: string;
}

/** A text in the world. */
export interface CellFile {
  readonly file: BoundSourceFile;
  /** The names that the text itself declares. */
  readonly own: ReadonlyMap<string, ts.Symbol>;
}

/** After so many files the checker's caches are thrown away; a fresh one costs some 100 ms, once in a while. */
const filesPerChecker = 400;

/**
 * Everything the type checker knows: libraries, the packages that cells import, and the cells.
 *
 * The usual way to check a cell is a new program and a new checker for each, which re-derives the types of the
 * world every time. Here ONE checker lives on: a cell is parsed, bound, and given to it as one more file. The
 * names of earlier cells are put into the new file's scope as the very symbols that the binder made for them, so
 * a cell sees their exact types without any declaration being written out. A new program is made only when a cell
 * imports a file that no earlier one has imported, or when such a file has changed on disk.
 */
export class TypeWorld {
  readonly #sources: SourceFiles;
  readonly #resolver: TypeResolver;
  #cwd: string;
  #roots: string[];
  #made: ts.Program | undefined;
  #host: CheckerHost | undefined;
  #checker: Checker | undefined;
  /** Cells whose names are still in use, or that add to global types: they outlive the checker. */
  readonly #files = new Map<string, BoundSourceFile>();
  readonly #imports = new WeakMap<ts.SourceFile, Map<string, Resolution>>();
  #sinceRenewal = 0;

  constructor(options: TypeWorldOptions) {
    this.#cwd = options.cwd;
    this.#sources = new SourceFiles(options.packageRoot);
    this.#resolver = new TypeResolver(options, this.#sources.host);
    this.#roots = this.#sources.baseRoots();
  }

  /** What every cell needs, read in steps: who asks for types before the last one waits for the rest. */
  *read(): Generator<undefined, void> {
    yield* readAhead([...this.#roots, ...this.#sources.libraries()], this.#sources, this.#resolver);
    void this.#program;
    yield;
    void this.checker;
  }

  /** Whether what every cell needs has been read. */
  get isRead(): boolean {
    return this.#made !== undefined;
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

  get #program(): ts.Program {
    this.#made ??= this.#createProgram();
    return this.#made;
  }

  /** Host for the language-service functions that ask about files. */
  get serviceHost(): unknown {
    return { ...this.#sources.host, getCompilationSettings: () => compilerOptions };
  }

  /** From where modules are looked for: the notebook's folder, then this package's. */
  get moduleFolders(): readonly string[] {
    return [this.#cwd, this.#sources.packageRoot];
  }

  set cwd(folder: string) {
    this.#cwd = folder;
  }

  /** Parses and binds a text, puts `scope` around it, and makes what it imports known. */
  add(fileName: string, text: string, scope: ReadonlyMap<string, ts.Symbol>): CellFile {
    const file = this.#sources.parseCell(fileName, text);
    this.#resolveImports(file);
    this.#files.set(fileName, file);
    internals.bindSourceFile(file, compilerOptions);
    // The binder escapes names that begin with two underscores.
    const locals = file.locals ?? new Map<string, ts.Symbol>();
    const own = new Map(
      [...locals].map(([key, symbol]) => [ts.unescapeLeadingUnderscores(key as ts.__String), symbol]),
    );
    for (const [name, symbol] of scope)
      if (!own.has(name)) locals.set(ts.escapeLeadingUnderscores(name) as string, symbol);
    if (file.moduleAugmentations.length > 0) this.renew();
    this.#sinceRenewal++;
    return { file, own };
  }

  /** Parses a text without adding it. */
  parse(fileName: string, text: string): BoundSourceFile {
    return this.#sources.parseCell(fileName, text);
  }

  /** What the checker says about a file that {@link add} made. */
  check(file: BoundSourceFile): ts.Diagnostic[] {
    const early = [...file.parseDiagnostics, ...file.bindDiagnostics];
    if (file.parseDiagnostics.length > 0) return early;
    return [...early, ...this.checker.getDiagnostics(file)];
  }

  /** Whether there is a global variable of that name. */
  isGlobal(name: string): boolean {
    return this.checker.resolveName(name, undefined, ts.SymbolFlags.Value, false) !== undefined;
  }

  /** Forgets a file that nothing refers to any more (a completion, a cell that was not run). */
  drop(file: BoundSourceFile): void {
    if (this.#files.get(file.fileName) === file) this.#files.delete(file.fileName);
  }

  /** Reads the types of packages that are likely to be imported, in steps, so that the import itself is quick. */
  *preload(specifiers: readonly string[]): Generator<undefined, void> {
    const found = specifiers
      .map((name) => typedFile(this.#resolver.resolve(name, join(this.#cwd, 'cell.ts'))))
      .filter((name) => name !== undefined);
    yield* readAhead(found, this.#sources, this.#resolver);
    this.#require(found);
    void this.checker;
  }

  /** To be called when there is nothing else to do: throws old caches away when there are many. */
  rest(): void {
    if (this.#sinceRenewal > filesPerChecker) this.renew();
  }

  /** Notices local files that were edited since they were read. */
  refresh(): void {
    if (!this.#sources.forgetChanged()) return;
    this.#made = this.#createProgram();
    this.renew();
  }

  /** Starts over with a fresh checker. */
  renew(): void {
    this.#host = undefined;
    this.#checker = undefined;
    this.#sinceRenewal = 0;
  }

  #createProgram(): ts.Program {
    return createProgram(this.#roots, this.#cwd, this.#sources, this.#resolver, this.#made);
  }

  /** The program with the cells in it, without a program of its own for each. */
  #createHost(): CheckerHost {
    const program = this.#program as CheckerHost;
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

  #resolveImports(file: BoundSourceFile): void {
    const names = importedNames(file);
    file.imports = names.literals;
    file.moduleAugmentations = names.augmentations;
    file.ambientModuleNames = [];
    const resolved = new Map<string, Resolution>();
    for (const { text } of names.literals)
      resolved.set(text, this.#resolver.resolve(text, join(this.#cwd, 'cell.ts')));
    this.#imports.set(file, resolved);
    this.#require([...resolved.values()].map(typedFile).filter((name) => name !== undefined));
  }

  #require(fileNames: readonly string[]): void {
    const missing = fileNames.filter((name) => !this.#program.getSourceFile(name));
    if (missing.length === 0) return;
    this.#roots = [...this.#roots, ...missing];
    this.#made = this.#createProgram();
    this.renew();
  }
}
