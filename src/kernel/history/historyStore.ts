import { appendFileSync, closeSync, mkdirSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

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
 * last line, which a reader then skips.
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
      appendFileSync(this.#file(entry.session), `${JSON.stringify({ line, input, output })}\n`);
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
    mkdirSync(this.#folder, { recursive: true });
    for (let session = (this.#sessions().at(-1) ?? 0) + 1; ; session++) {
      try {
        closeSync(openSync(this.#file(session), 'wx'));
        return session;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
    }
  }

  #read(session: number): HistoryEntry[] {
    return readFileSync(this.#file(session), 'utf8')
      .split('\n')
      .flatMap((text) => parseEntry(session, text));
  }
}

function parseEntry(session: number, text: string): HistoryEntry[] {
  try {
    const { line, input, output } = JSON.parse(text) as Partial<HistoryEntry>;
    return typeof line === 'number' && typeof input === 'string' ? [{ session, line, input, output }] : [];
  } catch {
    return [];
  }
}
