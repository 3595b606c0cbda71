import { SourceMap } from 'node:module';
import { fileURLToPath } from 'node:url';
import { packageRoot } from '../../core/index.js';
import type { RunningFile } from '../language/index.js';
import type { CellPaths } from './codeHash.js';
import type { InspectorSession } from './inspectorSession.js';

/** A place in running code, as the inspector says it: lines and columns count from 0. */
export interface CodePlace {
  readonly scriptId: string;
  readonly lineNumber: number;
  readonly columnNumber?: number;
}

/** A place in what the user wrote; counts from 1. */
export interface TextPlace {
  readonly line: number;
  readonly column: number;
}

/** A script that is the user's: a cell, or a file of theirs. */
export class UserCode {
  readonly #map: SourceMap | undefined;

  constructor(
    readonly scriptId: string,
    /** As the kernel names it: `cell-3.ts`, or a path. */
    readonly file: string,
    /** As front ends name it: by the hash of the cell, or the path. */
    readonly path: string,
    readonly text: string,
    map: string,
  ) {
    this.#map = map === '' ? undefined : new SourceMap(JSON.parse(map));
  }

  /** Where a place is in the user's text; `undefined` for what only the kernel has written there. */
  exactly({ lineNumber, columnNumber = 0 }: CodePlace): TextPlace | undefined {
    if (!this.#map) return { line: lineNumber + 1, column: columnNumber + 1 };
    const entry = this.#map.findEntry(lineNumber, columnNumber);
    if (!('originalLine' in entry) || entry.generatedLine !== lineNumber) return undefined;
    return { line: entry.originalLine + 1, column: entry.originalColumn + 1 };
  }

  /** Where a place is in the user's text, or near it. */
  near(place: CodePlace): TextPlace {
    const exact = this.exactly(place);
    if (exact || !this.#map) return exact ?? { line: 1, column: 1 };
    const entry = this.#map.findEntry(place.lineNumber, place.columnNumber ?? 0);
    return { line: 'originalLine' in entry ? entry.originalLine + 1 : 1, column: 1 };
  }
}

/** What V8 says about each script. */
interface ScriptParsed {
  readonly scriptId: string;
  readonly url: string;
}

const isCell = (file: string): boolean => /^cell-\d+\.ts$/.test(file);
const ownFolder = `${packageRoot()}/dist/`;

/** Knows which scripts of the main thread are the user's, and what they say. */
export class UserScripts {
  readonly #session: InspectorSession;
  readonly #paths: CellPaths;
  /** File of each script, oldest first. */
  readonly #files = new Map<string, string>();
  readonly #known = new Map<string, UserCode>();
  /** Texts of cells that front ends have told of. */
  readonly #cells = new Map<string, string>();

  constructor(session: InspectorSession, paths: CellPaths) {
    this.#session = session;
    this.#paths = paths;
    session.on<ScriptParsed>('Debugger.scriptParsed', ({ scriptId, url }) => {
      if (url !== '') this.#files.set(scriptId, fileOfUrl(url));
    });
  }

  /** Looks for what ran before the debugger came. */
  async readPast(): Promise<void> {
    const newest = new Map([...this.#files].map(([scriptId, file]) => [file, scriptId]));
    for (const running of await this.#session.call('files')) {
      const scriptId = newest.get(running.file);
      if (scriptId !== undefined) this.#add(scriptId, running);
    }
  }

  /** What has just been compiled under a name. */
  async loaded(file: string): Promise<UserCode | undefined> {
    // Its answer comes after all that V8 has told of scripts so far.
    const running = await this.#session.call('fileOf', file);
    const scriptId = this.newest(file);
    return running && scriptId !== undefined ? this.#add(scriptId, running) : undefined;
  }

  /** The newest script of a file. */
  newest(file: string): string | undefined {
    return [...this.#files].findLast(([, each]) => each === file)?.[0];
  }

  /** A front end tells of a cell before it runs. @returns its path */
  dump(code: string): string {
    const path = this.#paths.of(code);
    this.#cells.set(path, code);
    return path;
  }

  /** The text of a cell by its path. */
  cellText(path: string): string | undefined {
    return this.#cells.get(path) ?? this.withPath(path).at(-1)?.text;
  }

  get(scriptId: string): UserCode | undefined {
    return this.#known.get(scriptId);
  }

  /** All scripts of a path: equal cells, and versions of a file. */
  withPath(path: string): UserCode[] {
    return [...this.#known.values()].filter((code) => code.path === path);
  }

  /** Files that are neither the kernel's nor Node's. */
  get paths(): string[] {
    const all = [...this.#files.values()].filter((file) => file.startsWith('/') || /^[A-Za-z]:\\/.test(file));
    return [...new Set(all)].filter((file) => !isOwn(file));
  }

  #add(scriptId: string, { file, text, map }: RunningFile): UserCode {
    const path = isCell(file) ? this.dump(text) : file;
    const code = new UserCode(scriptId, file, path, text, map);
    this.#known.set(scriptId, code);
    return code;
  }
}

function isOwn(file: string): boolean {
  return file.startsWith(ownFolder);
}

function fileOfUrl(url: string): string {
  if (!url.startsWith('file:')) return url;
  try {
    return fileURLToPath(url);
  } catch {
    return url;
  }
}
