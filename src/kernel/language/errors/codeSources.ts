import { SourceMap } from 'node:module';

/** A place in what the user wrote; counts from 1. */
export interface SourcePlace {
  readonly line: number;
  readonly column: number;
}

interface Source {
  readonly text: string;
  readonly map: string;
  parsed?: SourceMap;
}

/** How many cells are remembered; older ones lose their lines in tracebacks. */
const limit = 2000;

/** What the user wrote in cells and local modules, and how the running code maps to it. */
export class CodeSources {
  readonly #sources = new Map<string, Source>();

  add(fileName: string, text: string, map: string): void {
    this.#sources.delete(fileName);
    this.#sources.set(fileName, { text, map });
    const oldest = this.#sources.keys().next().value;
    if (this.#sources.size > limit && oldest !== undefined) this.#sources.delete(oldest);
  }

  has(fileName: string): boolean {
    return this.#sources.has(fileName);
  }

  lines(fileName: string): readonly string[] {
    return this.#sources.get(fileName)?.text.split(/\r?\n/) ?? [];
  }

  /** Where running code is in the user's text. */
  original(fileName: string, line: number, column: number): SourcePlace {
    const source = this.#sources.get(fileName);
    if (!source || source.map === '') return { line, column };
    source.parsed ??= new SourceMap(JSON.parse(source.map));
    const entry = source.parsed.findEntry(line - 1, column - 1);
    if (!('originalLine' in entry)) return { line, column };
    return { line: entry.originalLine + 1, column: entry.originalColumn + 1 };
  }
}
