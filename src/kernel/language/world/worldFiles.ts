import { join } from 'node:path';
import type { ts } from '../../patches/typescript.js';
import { type Project, readProject } from '../project/project.js';
import { createProgram } from './createProgram.js';
import { readAhead } from './readAhead.js';
import { SourceFiles } from './sourceFiles.js';
import { type Resolution, TypeResolver, typedFile } from './typeResolver.js';

/** What a {@link WorldFiles} stands on. */
export interface WorldOptions {
  /** Folder of the notebook: its `tsconfig.json` and modules are looked for from here. */
  readonly cwd: string;
  /** Folder of this package: where `tsvision`, TensorFlow and Node's types are looked for. */
  readonly packageRoot: string;
}

/** The files that cells stand on: libraries, packages and the user's own, one program under the folder's options. */
export class WorldFiles {
  /** From where modules are looked for. */
  cwd: string;
  readonly #options: WorldOptions;
  #project: Project;
  #sources: SourceFiles;
  #resolver: TypeResolver;
  #roots: readonly string[];
  #made: ts.Program | undefined;

  constructor(options: WorldOptions) {
    this.#options = options;
    this.cwd = options.cwd;
    this.#project = readProject(options.cwd);
    this.#sources = new SourceFiles(options.packageRoot, this.#project);
    this.#resolver = this.#newResolver();
    this.#roots = this.#sources.baseRoots();
  }

  get project(): Project {
    return this.#project;
  }

  get sources(): SourceFiles {
    return this.#sources;
  }

  /** Whether what every cell needs has been read. */
  get isRead(): boolean {
    return this.#made !== undefined;
  }

  get program(): ts.Program {
    this.#made ??= this.#createProgram();
    return this.#made;
  }

  /** What every cell needs, read in steps. */
  *read(): Generator<undefined, void> {
    yield* readAhead([...this.#roots, ...this.#sources.libraries()], this.#sources, this.#resolver);
    void this.program;
  }

  /** Reads the types of packages in steps, so that their import is quick. */
  *preload(specifiers: readonly string[]): Generator<undefined, string[]> {
    const found = specifiers
      .map((name) => typedFile(this.resolve(name)))
      .filter((name) => name !== undefined);
    yield* readAhead(found, this.#sources, this.#resolver);
    return found;
  }

  /** Where what the notebook asks for by `npm:` is installed. */
  get packages(): string {
    return this.#resolver.packages;
  }

  /** What a cell means by the name of a module, or another file. */
  resolve(name: string, from = join(this.cwd, 'cell.ts')): Resolution {
    return this.#resolver.resolve(name, from);
  }

  /** Makes files part of the program; whether it is another one now. */
  require(fileNames: readonly string[]): boolean {
    const missing = fileNames.filter((name) => !this.program.getSourceFile(name));
    if (missing.length === 0) return false;
    this.#roots = [...this.#roots, ...missing];
    this.#made = this.#createProgram();
    return true;
  }

  /** Notices that the folder's options or local files were edited since they were read; whether any were. */
  refresh(): boolean {
    const isOther = !this.#project.isCurrent();
    if (isOther) this.#readAnew();
    else if (!this.#sources.forgetChanged()) return false;
    this.#made = this.#createProgram();
    return true;
  }

  /** Under other options everything is another file: what it imports, and how it is bound. */
  #readAnew(): void {
    this.#project = readProject(this.#options.cwd);
    this.#sources = new SourceFiles(this.#options.packageRoot, this.#project);
    this.#resolver = this.#newResolver();
    this.#made = undefined;
  }

  #newResolver(): TypeResolver {
    return new TypeResolver(this.#options, this.#project.checking, this.#sources.host);
  }

  #createProgram(): ts.Program {
    const { checking } = this.#project;
    return createProgram(this.#roots, checking, this.cwd, this.#sources, this.#resolver, this.#made);
  }
}
