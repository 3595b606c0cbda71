import { join } from 'node:path';
import { type JsonLine, JsonLines } from '../../../core/index.js';
import { type MoveRecord, relativePath, trashName } from '../../../data/index.js';
import type { CleanerState, PhotoState, Selected, Step } from './cleanerState.js';
import type { Evidence, Kind, Line } from './journalLine.js';
import { journalReplay } from './journalReplay.js';
import { type PhotoList, type PhotoSet, PhotoSets } from './photoSets.js';

/**
 * The cleaner's memory, `.trash/cleaner.jsonl` beside the data: every decision, undo and redo, as it happens.
 * Photos are named by relative path, so that a cleaner of some of the photos, or of photos in another order,
 * finds what was decided about each.
 */
export class CleanerJournal {
  readonly #lines: JsonLines;
  readonly #sets: PhotoSets;

  constructor(readonly root: string) {
    this.#sets = new PhotoSets(root);
    this.#lines = new JsonLines(join(root, trashName, 'cleaner.jsonl'));
  }

  /** Notes a step before it is done. */
  async step(
    step: Step,
    evidence: (index: number) => Evidence,
    photos: readonly PhotoState[],
  ): Promise<void> {
    await this.#write('do', step, evidence, photos);
  }

  /** Notes that a step is undone or redone. */
  async travel(direction: 'undo' | 'redo', step: Step, photos: readonly PhotoState[]): Promise<void> {
    await this.#write(direction, step, () => ({}), photos);
  }

  /** Notes that what was decided is about to be done on the disk. @param again once more, after an undo */
  async apply({ id, words, transaction }: Step, again = false): Promise<void> {
    const time = new Date().toISOString();
    await this.#lines.append([{ time, kind: 'apply', step: id, words, moves: transaction, again }]);
  }

  /** Notes that what an apply moved is about to come back. @param by name of the moves back */
  async giveBack(moves: string, by: string): Promise<void> {
    await this.#lines.append([{ time: new Date().toISOString(), kind: 'give back', moves, by }]);
  }

  /** Notes what is selected, where that is no step. */
  select(selection: Selecting, photos: readonly PhotoState[]): void {
    this.#writeSelection({ kind: 'select' }, selection, photos);
  }

  /** Notes photos that are not on the map, each with the reason. */
  async leftOut(reasons: ReadonlyMap<string, string>): Promise<void> {
    const time = new Date().toISOString();
    const lines = [...reasons].map(([path, reason]) => ({
      time,
      kind: 'left out',
      path: relativePath(this.root, path),
      reason,
    }));
    await this.#lines.append(lines);
  }

  /** Brings a fresh state to where the journal ends. @param moves what has really been moved */
  async replay(state: CleanerState, moves: readonly MoveRecord[]): Promise<void> {
    const lines = (await this.#lines.read()) as unknown as Line[];
    if (lines.length === 0 && moves.length === 0) return;
    for (const line of lines) if (line.kind === 'photos') this.#sets.learn(line as unknown as PhotoList);
    const names = new Map(state.photos.map(({ path }, index) => [relativePath(this.root, path), index]));
    journalReplay(lines, { state, moves, names, sets: this.#sets });
  }

  /** The last reason that was given for a decision, by the photo's path relative to the root. */
  async reasons(): Promise<ReadonlyMap<string, string>> {
    const lines = (await this.#lines.read()) as unknown as Line[];
    const given = lines.filter(({ kind, path, reason }) => kind === 'do' && path !== undefined && reason);
    return new Map(given.map(({ path, reason }) => [path as string, reason as string]));
  }

  async #write(
    kind: Kind,
    { id, words, changes, selection }: Step,
    evidence: (index: number) => Evidence,
    photos: readonly PhotoState[],
  ): Promise<void> {
    const side = kind === 'undo' ? 'before' : 'after';
    const head = { time: new Date().toISOString(), kind, step: id };
    const lines = changes.map(({ index, ...change }) => {
      const { path, label, newLabel, mark, notDuplicate, tags } = change[side];
      const name = relativePath(this.root, path);
      const decision = { path: name, old: label, new: newLabel, mark, notDuplicate, tags };
      return { ...head, of: changes.length, words, ...decision, ...evidence(index) };
    });
    if (!selection) return this.#lines.append(lines);
    const [before, after] =
      kind === 'undo' ? [selection.after, selection.before] : [selection.before, selection.after];
    this.#writeSelection({ ...head, of: 1, words }, { before, after }, photos);
  }

  /** Somebody watches the grid follow: unlike a mark, a selection may go with a power cut, and nothing is waited for. */
  #writeSelection(head: JsonLine, selection: Selecting, photos: readonly PhotoState[]): void {
    const time = new Date().toISOString();
    const lists: PhotoList[] = [];
    const set = (numbers: Selected): PhotoSet => {
      const { set: written, list } = this.#sets.write(numbers, photos);
      if (list) lists.push(list);
      return written;
    };
    const { added, removed } = difference(selection);
    const isLess = added.length + removed.length < selection.after.length;
    const said = isLess ? { added: set(added), removed: set(removed) } : { selected: set(selection.after) };
    try {
      this.#lines.appendSync([
        ...lists.map((list) => ({ time, kind: 'photos', ...list })),
        { time, ...head, ...said },
      ]);
    } catch (error) {
      for (const list of lists) this.#sets.forget(list);
      throw error;
    }
  }
}

/** What was selected, and what is. */
type Selecting = NonNullable<Step['selection']>;

function difference({ before, after }: Selecting): { readonly added: Selected; readonly removed: Selected } {
  return { added: without(after, before), removed: without(before, after) };
}

/** Those of some numbers that are not among others; both ascending. */
function without(some: Selected, others: Selected): Selected {
  let at = 0;
  return some.filter((number) => {
    while (at < others.length && (others[at] as number) < number) at++;
    return others[at] !== number;
  });
}
