import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { FileLock, FileWriteError, SerialQueue } from '../../core/index.js';
import {
  FileMoveError,
  listMoves,
  type MoveRecord,
  newTransactionId,
  recoverMoves,
  runMoves,
  sha256OfFile,
  type TransactionOptions,
  trashName,
  undoMoves,
} from '../../data/index.js';
import type { PhotoTable } from '../../vision/index.js';
import { CleanerClosedError, StalePlanError } from '../errors.js';
import type { CleanedItem, CleanerItem } from './cleanerItem.js';
import { isPending, planMoves } from './decisions/applyPlan.js';
import { cleanedCsv, planCsv } from './decisions/cleanedCsv.js';
import { CleanerJournal } from './decisions/cleanerJournal.js';
import {
  CleanerState,
  type Decision,
  type PhotoChange,
  type PhotoState,
  type SelectHow,
  type Step,
} from './decisions/cleanerState.js';
import type { Evidence } from './decisions/journalLine.js';

/** How decisions get to the disk: photos move to the trash and to class folders, or a list is written. */
export type ApplyMode = 'move' | 'csv';

/** Steps of more photos than this are noted without reading the files again. */
const hashedAtOnce = 64;

/**
 * A cleaner at work on a folder: the decisions, their journal, the lock, and what apply does to the disk. One
 * thing at a time, in the order of the calls.
 */
export class CleanerSession {
  readonly #turns = new SerialQueue();
  #closed = false;

  private constructor(
    readonly root: string,
    /** What is known of the photos; more may come to be known of them. */
    public items: readonly CleanerItem[],
    readonly state: CleanerState,
    readonly journal: CleanerJournal,
    private readonly lock: FileLock,
    private readonly table: PhotoTable | undefined,
  ) {}

  /**
   * Opens the folder: puts back what a crash left half moved, and reads what was decided before.
   * @param table where the photos come from: `cleaned.csv` is written alike
   * @throws FolderLockedError when another process has a cleaner on it, FileMoveError where nothing can be written
   */
  static async open(
    root: string,
    items: readonly CleanerItem[],
    table?: PhotoTable,
  ): Promise<CleanerSession> {
    const lockFile = join(root, trashName, 'cleaner.lock');
    const lock = await FileLock.take(lockFile, { folder: root, wait: 0, replaceOwn: true }).catch((error) => {
      throw error instanceof FileWriteError ? new FileMoveError(root, dirname(lockFile), error) : error;
    });
    const state = new CleanerState(items.map(({ path, label }) => ({ path, label })));
    const journal = new CleanerJournal(root);
    const recovered = await recoverMoves(root);
    await journal.replay(state, await listMoves(root));
    const session = new CleanerSession(root, items, state, journal, lock, table);
    // The list was made while photos stood where a crash had left them.
    if (recovered) await session.dropVanished();
    return session;
  }

  /** Decides something about photos. @returns what changed, or nothing */
  decide(
    verb: string,
    indices: readonly number[],
    decision: Decision,
    reason?: string,
  ): Promise<Step | undefined> {
    return this.#inTurn(async () => {
      const step = this.state.propose(verb, indices, decision);
      if (!step) return undefined;
      const hashes = await this.#hashes(step.changes);
      const evidence = (index: number): Evidence => ({
        ...this.#evidence(index, reason),
        sha256: hashes.get(index),
      });
      await this.journal.step(step, evidence, this.state.photos);
      this.state.commit(step);
      return step;
    });
  }

  /**
   * Selects photos. @param fleeting no step of its own, as when somebody goes from photo to photo
   * @returns the step, or nothing where none was made
   */
  select(indices: readonly number[], how: SelectHow, fleeting = false): Promise<Step | undefined> {
    return this.#inTurn(async () => {
      const { state } = this;
      const known = indices.filter((index) => state.photos[index]?.gone !== true);
      const step = state.proposeSelection(known, how);
      if (!step?.selection) return undefined;
      if (fleeting) {
        this.journal.select(step.selection, state.photos);
        state.settleSelection(step.selection.after);
        return undefined;
      }
      await this.journal.step(step, () => ({}), state.photos);
      state.commit(step);
      return step;
    });
  }

  /** Notes photos of which the map knows nothing, and why. */
  leftOut(reasons: ReadonlyMap<string, string>): Promise<void> {
    return this.#inTurn(() => this.journal.leftOut(reasons));
  }

  /** Takes the last step back, on the disk too when it was an apply. */
  undo(): Promise<Step | undefined> {
    return this.#inTurn(async () => {
      const step = this.state.last;
      if (!step) return undefined;
      if (step.transaction === undefined) {
        await this.journal.travel('undo', step, this.state.photos);
        return this.state.undo();
      }
      const as = newTransactionId();
      if (step.changes.length > 0) await this.journal.giveBack(step.transaction, as);
      return this.state.undo(
        afterReturn(this.root, step, await undoMoves(this.root, step.transaction, { as })),
      );
    });
  }

  /** Does the last undone step again, on the disk too when it was an apply. */
  redo(): Promise<Step | undefined> {
    return this.#inTurn(async () => {
      const step = this.state.next;
      if (!step) return undefined;
      if (step.transaction === undefined) {
        await this.journal.travel('redo', step, this.state.photos);
        return this.state.redo();
      }
      const mode = step.changes.length > 0 ? 'move' : 'csv';
      return this.state.redo({ ...step, ...(await this.#carryOut(mode, step)) });
    });
  }

  /**
   * Does on the disk what has been decided, all or nothing.
   * @param version of the state that the user confirmed
   * @throws StalePlanError, FilesVanishedError, FileMoveError
   */
  apply(
    mode: ApplyMode,
    version?: number,
    checkpoint?: TransactionOptions['checkpoint'],
  ): Promise<Step | undefined> {
    return this.#inTurn(async () => {
      if (version !== undefined && version !== this.state.version) throw new StalePlanError();
      const step = await this.#carryOut(mode, undefined, checkpoint);
      if (step) this.state.commit(step);
      return step;
    });
  }

  /** Takes photos that are no longer there out of the list. @returns their number */
  dropVanished(): Promise<number> {
    return this.#inTurn(async () => {
      const changes = this.state.photos.flatMap((before, index): PhotoChange[] =>
        before.gone || existsSync(before.path) ? [] : [{ index, before, after: { ...before, gone: true } }],
      );
      this.state.settle(changes);
      if (changes.length > 0) this.state.forgetSteps();
      return changes.length;
    });
  }

  /** Gives the folder free. Marks stay in the journal. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#turns.settled();
    await this.lock.release();
  }

  /** @param again the step that is done once more */
  async #carryOut(
    mode: ApplyMode,
    again?: Step,
    checkpoint?: TransactionOptions['checkpoint'],
  ): Promise<Step | undefined> {
    const { root, state } = this;
    const id = newTransactionId();
    const { moves, changes } =
      mode === 'csv'
        ? { moves: await planCsv(root, this.csv(), id), changes: [] }
        : planMoves(root, state.photos, id, (index) => this.#evidence(index));
    if (moves.length === 0) return undefined;
    const count = changes.length;
    const words = mode === 'csv' ? 'write cleaned.csv' : `apply to ${count} photo${count === 1 ? '' : 's'}`;
    const step = { id: again?.id ?? (state.last?.id ?? 0) + 1, words, changes, transaction: id };
    if (mode === 'move') await this.journal.apply(step, again !== undefined);
    checkpoint?.('noted');
    await runMoves(root, moves, { action: 'apply', id, ...(checkpoint ? { checkpoint } : {}) });
    return step;
  }

  /** Photos that apply would touch. */
  get pending(): number {
    return this.state.photos.filter(isPending).length;
  }

  /** Every photo as it stands, those in the trash left out. */
  get photos(): CleanedItem[] {
    return this.state.photos.flatMap((_, index) => this.photo(index) ?? []);
  }

  /** A photo as it stands; nothing for one in the trash. */
  photo(index: number): CleanedItem | undefined {
    const known = this.state.photos[index];
    if (!known || known.gone) return undefined;
    const { path, label, newLabel, mark, tags = [] } = known;
    const split = this.items[index]?.split;
    return { index, path, label: newLabel ?? label, split, mark, relabelled: newLabel !== undefined, tags };
  }

  /** The list of the photos that stay, like the table that they came from. */
  csv(): string {
    const photos = this.items.map((item, i) => ({ item, photo: this.state.photos[i] as PhotoState }));
    return cleanedCsv(this.root, photos, this.table);
  }

  #evidence(index: number, reason?: string): Evidence {
    const { problems, loss } = this.items[index] ?? {};
    return { reason: reason ?? (problems?.length ? problems.join(' ') : undefined), score: loss };
  }

  async #hashes(changes: readonly PhotoChange[]): Promise<Map<number, string | undefined>> {
    const read = changes.length <= hashedAtOnce;
    const hashes = new Map<number, string | undefined>();
    for (const { index, before } of changes) {
      const known = this.items[index]?.sha256;
      hashes.set(index, known ?? (read ? await sha256OfFile(before.path).catch(() => undefined) : undefined));
    }
    return hashes;
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    return this.#turns.run(async () => {
      if (this.#closed || !(await this.lock.isHeld())) throw new CleanerClosedError(this.root);
      return work();
    });
  }
}

/** A file that came back under another name, because its own was taken, is found under that. */
function afterReturn(root: string, step: Step, moves: MoveRecord | undefined): Step {
  const places = new Map(moves?.moves.map(({ from, to }) => [join(root, from), join(root, to)]));
  const changes = step.changes.map((change) => {
    const path = places.get(change.after.path) ?? change.before.path;
    return { ...change, before: { ...change.before, path } };
  });
  return { ...step, changes };
}
