import { join } from 'node:path';
import { type JsonLine, JsonLines } from '../../core/index.js';

/** One file of a transaction; paths are relative to the root, with `/` on every system. */
export interface FileMove {
  /** Where the file was, relative to the root. */
  readonly from: string;
  /** Where it went, relative to the root. */
  readonly to: string;
  /** Hash of the file, as hex. */
  readonly sha256: string;
  /** Class before. */
  readonly old?: string | undefined;
  /** Class after; absent for a photo that goes to the trash. */
  readonly new?: string | undefined;
  /** Why, in words or as the name of an audit. */
  readonly reason?: string | undefined;
  /** What ranked it: a loss, a probability, a distance. */
  readonly score?: number | undefined;
}

/** What the journal tells of one transaction. */
export interface MoveRecord {
  /** Name of the transaction in the journal and of its folder in the trash; {@link undoTrash} takes it. */
  readonly id: string;
  /** ISO 8601. */
  readonly time: string;
  /** What was done: `trash`, `apply`, `undo`. */
  readonly action: string;
  /** The files, in the order in which they moved. */
  readonly moves: readonly FileMove[];
  /** The transaction that this one took back. */
  readonly undoes?: string;
  /** `open`: a crash came between; `done`; `undone`: done, and taken back since; `void`: nothing was moved. */
  readonly state: 'open' | 'done' | 'undone' | 'void';
}

/**
 * The journal of a folder's trash, `.trash/journal.jsonl`: what is to be moved is written down before the first
 * file moves. A transaction is `begin`, one line a file, `ready` (all in one write), then `done` or `void`.
 */
export class MoveJournal {
  readonly #lines: JsonLines;

  /** @param root folder of the data set */
  constructor(root: string) {
    this.#lines = new JsonLines(join(root, trashName, 'journal.jsonl'));
  }

  async begin(record: Omit<MoveRecord, 'state'>): Promise<void> {
    const { id, time, action, undoes, moves } = record;
    await this.#lines.append([
      { step: 'begin', id, time, action, ...(undoes === undefined ? {} : { undoes }), count: moves.length },
      ...moves.map(({ from, ...rest }) => ({ step: 'move', id, time, path: from, ...rest })),
      { step: 'ready', id },
    ]);
  }

  async end(id: string, state: 'done' | 'void'): Promise<void> {
    await this.#lines.append([{ step: state, id, time: new Date().toISOString() }]);
  }

  /** Every transaction, oldest first. */
  async records(): Promise<MoveRecord[]> {
    const records = new Map<string, MoveRecord & { moves: FileMove[] }>();
    for (const line of await this.#lines.read()) applyLine(records, line);
    return [...records.values()];
  }
}

/** Name of the trash folder inside a data set. */
export const trashName = '.trash';

type Records = Map<string, MoveRecord & { moves: FileMove[] }>;

interface JournalLine extends Partial<Omit<FileMove, 'from'>> {
  readonly step: 'begin' | 'move' | 'ready' | 'done' | 'void';
  readonly id: string;
  readonly time: string;
  readonly path: string;
  readonly action: string;
  readonly undoes?: string;
}

function applyLine(records: Records, line: JsonLine): void {
  const { step, id, time, action, undoes, path, ...move } = line as unknown as JournalLine;
  const record = records.get(id);
  if (step === 'begin') {
    const link = undoes === undefined ? {} : { undoes };
    records.set(id, { id, time, action, moves: [], state: 'void', ...link });
  } else if (!record) {
    return;
  } else if (step === 'move') {
    record.moves.push({ ...(move as Omit<FileMove, 'from'>), from: path });
  } else {
    records.set(id, { ...record, state: step === 'ready' ? 'open' : step });
    const undone = step === 'done' && record.undoes ? records.get(record.undoes) : undefined;
    if (undone) records.set(undone.id, { ...undone, state: 'undone' });
  }
}
