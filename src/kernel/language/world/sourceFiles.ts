import { statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type BoundSourceFile, ts } from '../../patches/typescript.js';
import { compilerOptions } from './compilerOptions.js';
import { preludeText } from './prelude.js';

const preludeName = '/tsvision/prelude.d.ts';

interface CachedFile {
  readonly file: ts.SourceFile;
  /** Time of change, for files that the user may edit. */
  readonly changed: number | undefined;
}

/** Files that have been read and parsed: each once, however many programs they are part of. */
export class SourceFiles {
  readonly host: ts.CompilerHost;
  readonly packageRoot: string;
  readonly #cache = new Map<string, CachedFile>();
  readonly #nodeTypes: string;
  readonly #prelude: string;
  /** Folder of TypeScript's own declarations. */
  readonly #libraries: string;
  /** Our own declarations, which do not change while a kernel runs. */
  readonly #fixed: string;

  constructor(packageRoot: string) {
    this.packageRoot = packageRoot;
    const require = createRequire(join(packageRoot, 'package.json'));
    this.#nodeTypes = join(dirname(require.resolve('@types/node/package.json')), 'index.d.ts');
    this.#prelude = preludeText(packageRoot);
    this.#fixed = join(packageRoot, 'dist/');
    this.#libraries = dirname(require.resolve('typescript'));
    this.host = {
      ...ts.createCompilerHost(compilerOptions),
      getDefaultLibLocation: () => this.#libraries,
      fileExists: (name) => name === preludeName || ts.sys.fileExists(name),
      getSourceFile: (name, options) => this.#read(name, options),
    };
  }

  /** What every cell can see without importing it. */
  baseRoots(): string[] {
    return [preludeName, this.#nodeTypes];
  }

  /** Where the libraries of {@link compilerOptions} begin. */
  libraries(): string[] {
    return (compilerOptions.lib ?? []).map((file) => join(this.#libraries, file));
  }

  /** The file of `/// <reference lib="…" />`. */
  libraryFile(name: string): string {
    return join(this.#libraries, `lib.${name}.d.ts`);
  }

  /** A file of declarations as a program will want it; of the others it knows more than can be known here. */
  readAhead(name: string, packages: ts.PackageJsonInfoCache): BoundSourceFile | undefined {
    if (!/\.d\.[cm]?ts$/.test(name)) return undefined;
    const format = ts.getImpliedNodeFormatForFile(name, packages, this.host, compilerOptions);
    const options = { languageVersion: compilerOptions.target as ts.ScriptTarget, impliedNodeFormat: format };
    return this.#read(name, options) as BoundSourceFile | undefined;
  }

  /** `/// <reference types="node" />` always means the types that this package brings. */
  resolveTypes(
    reference: ts.FileReference | string,
    containing: string,
  ): ts.ResolvedTypeReferenceDirectiveWithFailedLookupLocations {
    const name = typeof reference === 'string' ? reference : reference.fileName;
    if (name === 'node')
      return {
        resolvedTypeReferenceDirective: { primary: true, resolvedFileName: this.#nodeTypes },
      } as never;
    return ts.resolveTypeReferenceDirective(name, containing, compilerOptions, this.host);
  }

  /** Forgets local files that have been edited; whether there were any. */
  forgetChanged(): boolean {
    let any = false;
    for (const [name, { changed }] of this.#cache) {
      if (changed === undefined || changedAt(name) === changed) continue;
      this.#cache.delete(name);
      any = true;
    }
    return any;
  }

  parseCell(fileName: string, text: string): BoundSourceFile {
    const file = ts.createSourceFile(
      fileName,
      text,
      {
        languageVersion: ts.ScriptTarget.ESNext,
        impliedNodeFormat: ts.ModuleKind.ESNext,
        setExternalModuleIndicator: (f) => {
          (f as BoundSourceFile).externalModuleIndicator = true;
        },
      },
      true,
      ts.ScriptKind.TS,
    ) as BoundSourceFile;
    file.path = fileName;
    file.resolvedPath = fileName;
    file.originalFileName = fileName;
    return file;
  }

  #read(name: string, options: ts.ScriptTarget | ts.CreateSourceFileOptions): ts.SourceFile | undefined {
    const known = this.#cache.get(name);
    if (known) return known.file;
    const text = name === preludeName ? this.#prelude : ts.sys.readFile(name);
    if (text === undefined) return undefined;
    // Comments of libraries are read when somebody asks for them: parsing them all costs time and memory.
    const file = ts.createSourceFile(name, text, {
      ...(typeof options === 'object' ? options : { languageVersion: options }),
      jsDocParsingMode: ts.JSDocParsingMode.ParseNone,
    });
    const local = !name.includes('/node_modules/') && !name.startsWith(this.#fixed) && name !== preludeName;
    this.#cache.set(name, { file, changed: local ? changedAt(name) : undefined });
    return file;
  }
}

function changedAt(name: string): number | undefined {
  return statSync(name, { throwIfNoEntry: false })?.mtimeMs;
}
