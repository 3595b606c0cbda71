import { SourceMap } from 'node:module';
import type { RunningFile } from '../cellEvaluator.js';

/** A place in what the user wrote; counts from 1. */
export interface SourcePlace {
  readonly line: number;
  readonly column: number;
}

interface Source {
  readonly text: string;
  /** All of the cell, when `text` is the part of it that runs. */
  readonly whole: string;
  readonly map: string;
  readonly lead: number;
  parsed?: SourceMap;
}

/** Where a text that was compiled comes from. */
interface SourceParts {
  readonly lead?: number | undefined;
  readonly whole?: string;
}

/** How many cells are remembered; older ones lose their lines in tracebacks. */
const limit = 2000;

/** What the user wrote in cells and local modules, and how the running code maps to it. */
export class CodeSources {
  readonly #sources = new Map<string, Source>();

  /**
   * @param lead how much of the first line that was compiled stands before the text
   * @param whole all of the cell, when the text is a part of it
   */
  add(fileName: string, text: string, map: string, { lead = 0, whole = text }: SourceParts = {}): void {
    this.#sources.delete(fileName);
    this.#sources.set(fileName, { text, map, lead, whole });
    const oldest = this.#sources.keys().next().value;
    if (this.#sources.size > limit && oldest !== undefined) this.#sources.delete(oldest);
  }

  has(fileName: string): boolean {
    return this.#sources.has(fileName);
  }

  /** What has run under each name, newest last. */
  files(): RunningFile[] {
    return [...this.#sources.keys()].map((file) => this.fileOf(file) as RunningFile);
  }

  fileOf(file: string): RunningFile | undefined {
    const source = this.#sources.get(file);
    return source && { file, text: source.whole, map: source.map };
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
    const lead = entry.originalLine === 0 ? source.lead : 0;
    return { line: entry.originalLine + 1, column: Math.max(1, entry.originalColumn + 1 - lead) };
  }
}
