import { statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type BoundSourceFile, internals, ts } from '../../patches/typescript.js';
import type { Project } from '../project/project.js';
import { settleJsx } from '../syntax/jsxRuntime.js';
import { parseJavaScript, parseText } from '../syntax/parseText.js';
import { preludeText } from './prelude.js';

const preludeName = '/tsvision/prelude.d.ts';

interface CachedFile {
  readonly file: ts.SourceFile;
  /** Time of change, for files that the user may edit. */
  readonly changed: number | undefined;
}

/** What a cell's text is: TypeScript, TypeScript that is being written, or JavaScript. */
export type TextKind = 'finished' | 'unfinished' | 'javascript';

/** Files that have been read and parsed: each once, however many programs they are part of. */
export class SourceFiles {
  readonly host: ts.CompilerHost;
  readonly packageRoot: string;
  readonly #project: Project;
  readonly #cache = new Map<string, CachedFile>();
  readonly #nodeTypes: string;
  readonly #prelude: string;
  /** Folder of TypeScript's own declarations. */
  readonly #libraries: string;
  /** Our own declarations, which do not change while a kernel runs. */
  readonly #fixed: string;

  constructor(packageRoot: string, project: Project) {
    this.#project = project;
    this.packageRoot = packageRoot;
    const require = createRequire(join(packageRoot, 'package.json'));
    this.#nodeTypes = join(dirname(require.resolve('@types/node/package.json')), 'index.d.ts');
    this.#prelude = preludeText(packageRoot);
    this.#fixed = join(packageRoot, 'dist/');
    this.#libraries = dirname(require.resolve('typescript'));
    this.host = {
      ...ts.createCompilerHost(project.checking),
      getDefaultLibLocation: () => this.#libraries,
      fileExists: (name) => name === preludeName || ts.sys.fileExists(name),
      getSourceFile: (name, options) => this.#read(name, options),
    };
  }

  /** Under which they are read. */
  get options(): ts.CompilerOptions {
    return this.#project.checking;
  }

  /** What every cell can see without importing it. */
  baseRoots(): string[] {
    return [preludeName, this.#nodeTypes];
  }

  /** Where the libraries of {@link options} begin. */
  libraries(): string[] {
    return (this.options.lib ?? []).map((file) => join(this.#libraries, file));
  }

  /** The file of `/// <reference lib="…" />`. */
  libraryFile(name: string): string {
    const lower = name.toLowerCase();
    return join(this.#libraries, internals.libMap.get(lower) ?? `lib.${lower}.d.ts`);
  }

  /** A file of declarations as a program will want it; of the others it knows more than can be known here. */
  readAhead(name: string, packages: ts.PackageJsonInfoCache): BoundSourceFile | undefined {
    if (!/\.d\.[cm]?ts$/.test(name)) return undefined;
    const format = ts.getImpliedNodeFormatForFile(name, packages, this.host, this.options);
    const options = { languageVersion: this.options.target as ts.ScriptTarget, impliedNodeFormat: format };
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
    return ts.resolveTypeReferenceDirective(name, containing, this.options, this.host);
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

  parseCell(fileName: string, text: string, as: TextKind = 'finished'): BoundSourceFile {
    const options: ts.CreateSourceFileOptions = {
      languageVersion: ts.ScriptTarget.ESNext,
      impliedNodeFormat: ts.ModuleKind.ESNext,
      setExternalModuleIndicator: (f) => {
        (f as BoundSourceFile).externalModuleIndicator = true;
      },
    };
    const file =
      as === 'javascript'
        ? parseJavaScript(fileName, text, options)
        : parseText(fileName, text, options, { hasParents: true, isUnfinished: as === 'unfinished' });
    settleJsx(file, this.#project);
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
    settleJsx(file as BoundSourceFile, this.#project);
    const local = !name.includes('/node_modules/') && !name.startsWith(this.#fixed) && name !== preludeName;
    this.#cache.set(name, { file, changed: local ? changedAt(name) : undefined });
    return file;
  }
}

function changedAt(name: string): number | undefined {
  return statSync(name, { throwIfNoEntry: false })?.mtimeMs;
}
