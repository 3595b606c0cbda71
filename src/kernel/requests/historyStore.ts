import { chmodSync, closeSync, mkdirSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { JsonLines, parseJsonLines } from '../../core/index.js';

/** Where the cells of all sessions are kept: `TSVISION_HISTORY`, else in the user's data folder. */
export function historyFolder(): string {
  const { TSVISION_HISTORY, XDG_DATA_HOME } = process.env;
  return TSVISION_HISTORY || join(XDG_DATA_HOME || join(homedir(), '.local/share'), 'tsvision/history');
}

/** One cell of the past. */
export interface HistoryEntry {
  readonly session: number;
  readonly line: number;
  readonly input: string;
  readonly output?: string | undefined;
}

/**
 * The cells of all sessions, on disk. Each session appends to a file of its own, whose number it claims by
 * creating it: sessions that run at the same time never write to the same file, and a crash can cost at most the
 * last line, which a reader then skips. Cells hold passwords and the like: only the user may read them.
 */
export class HistoryStore {
  readonly #folder: string;
  readonly #entries: HistoryEntry[] = [];
  #session: number | undefined;
  #earlier: readonly HistoryEntry[] | undefined;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Number of this session. */
  get session(): number {
    this.#session ??= this.#claim();
    return this.#session;
  }

  /** Keeps a cell. History is a comfort: a full or read-only disk is no reason for a cell to fail. */
  add(line: number, input: string, output?: string): void {
    try {
      const entry: HistoryEntry = { session: this.session, line, input, output };
      this.#entries.push(entry);
      new JsonLines(this.#file(entry.session), privately).appendSync([{ line, input, output }]);
    } catch {
      // See above.
    }
  }

  /** All cells, oldest first. */
  all(): readonly HistoryEntry[] {
    this.#earlier ??= this.#sessions()
      .filter((session) => session !== this.#session)
      .flatMap((session) => this.#read(session));
    return [...this.#earlier, ...this.#entries];
  }

  #file(session: number): string {
    return join(this.#folder, `${String(session).padStart(6, '0')}.jsonl`);
  }

  #sessions(): number[] {
    try {
      return readdirSync(this.#folder)
        .map((name) => /^(\d+)\.jsonl$/.exec(name)?.[1])
        .filter((digits) => digits !== undefined)
        .map(Number)
        .sort((a, b) => a - b);
    } catch {
      return [];
    }
  }

  #claim(): number {
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    // Earlier versions let everybody read them.
    for (const session of this.#sessions()) this.#makePrivate(session);
    for (let session = (this.#sessions().at(-1) ?? 0) + 1; ; session++) {
      try {
        closeSync(openSync(this.#file(session), 'wx', privately.mode));
        return session;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
    }
  }

  #read(session: number): HistoryEntry[] {
    return parseJsonLines(readFileSync(this.#file(session), 'utf8')).flatMap(
      ({ line, input, output }: Partial<HistoryEntry>) =>
        typeof line === 'number' && typeof input === 'string' ? [{ session, line, input, output }] : [],
    );
  }

  #makePrivate(session: number): void {
    try {
      chmodSync(this.#file(session), privately.mode);
    } catch {
      // Somebody else's, in a folder that is shared.
    }
  }
}

/** For the user alone. */
const privately = { mode: 0o600 };
