import { type MoveRecord, trashName } from '../../../data/index.js';
import type { CleanerState, PhotoChange, PhotoState, Selected, Step } from './cleanerState.js';
import type { Kind, Line } from './journalLine.js';
import { NamesOverTime, type Places } from './namesOverTime.js';
import type { PhotoSets } from './photoSets.js';

/** What a journal is replayed on. */
export interface ReplayOn {
  /** A fresh one of today's photos. */
  readonly state: CleanerState;
  /** What has really been moved. */
  readonly moves: readonly MoveRecord[];
  /** Today's photos by name. */
  readonly names: Places;
  readonly sets: PhotoSets;
}

/** Brings a fresh state to where the lines end: each is read with the names that the photos had then. */
export function journalReplay(lines: readonly Line[], on: ReplayOn): void {
  new Replay(lines, on).run();
}

class Replay {
  readonly #state: CleanerState;
  readonly #sets: PhotoSets;
  readonly #names: NamesOverTime;
  /** What moved before each line; what moved last comes after all of them. */
  readonly #moved: readonly (readonly MoveRecord[])[];
  /** What applies changed that were taken back later, until they are. */
  readonly #applied = new Map<string, readonly PhotoChange[]>();

  constructor(
    private readonly lines: readonly Line[],
    { state, moves, names, sets }: ReplayOn,
  ) {
    const real = moves.filter((record) => record.state === 'done' || record.state === 'undone');
    this.#moved = placed(real, lines);
    this.#names = new NamesOverTime(this.#moved.flat(), names);
    [this.#state, this.#sets] = [state, sets];
  }

  run(): void {
    for (let i = 0; i < this.lines.length; ) {
      this.#pass(i);
      const line = this.lines[i] as Line;
      const group = groupAt(this.lines, i);
      i += group.length;
      if (line.kind === 'select') this.#state.settleSelection(this.#selectedAfter(line));
      else if (isOfStep(line.kind) && group.length === line.of) this.#step(line.kind, this.#stepOf(group));
      for (let inside = i - group.length + 1; inside < i; inside++) this.#pass(inside);
    }
    this.#pass(this.lines.length);
    // Steps about photos that are not in this list would undo nothing that one sees.
    this.#state.forgetSteps((step) => step.changes.length > 0 || step.selection !== undefined);
  }

  /** Files move before a line is read; the line of an apply stands where its moves were. */
  #pass(place: number): void {
    for (const record of this.#moved[place] ?? []) {
      const line = this.lines[place];
      if (record.undoes !== undefined) this.#giveBack(record.undoes);
      else if (line?.kind === 'apply' && line.moves === record.id) this.#apply(record, line);
      this.#names.pass();
    }
  }

  /** What was decided is done; what else was said of a photo, it keeps under its new name. */
  #apply(record: MoveRecord, { step: id = 0, words = '', again }: Line): void {
    const changes = this.#changesOf(record);
    if (record.state === 'undone') {
      this.#applied.set(record.id, changes);
      const step = { id, words, changes, transaction: record.id };
      if (again && this.#state.next?.transaction !== undefined) this.#state.redo(step);
      else this.#state.commit(step);
    } else {
      this.#state.settle(changes);
      this.#state.forgetSteps();
    }
  }

  #changesOf({ moves }: MoveRecord): PhotoChange[] {
    return moves.flatMap(({ from, to }): PhotoChange[] => {
      const index = this.#names.places.get(from);
      const before = index === undefined ? undefined : this.#state.photos[index];
      if (index === undefined || !before) return [];
      const isTrash = to.startsWith(`${trashName}/`);
      const after = isTrash
        ? { path: before.path, label: before.label, tags: before.tags, gone: true }
        : { ...before, newLabel: undefined };
      return [{ index, before, after }];
    });
  }

  /** What an apply had moved is back, by undo or by somebody else, who did not ask what was said of photos since. */
  #giveBack(id: string): void {
    const changes = this.#applied.get(id);
    if (!changes) return;
    this.#applied.delete(id);
    if (this.#state.last?.transaction === id) {
      this.#state.undo();
      return;
    }
    this.#state.settle(
      changes.map(({ index, before, after }) => {
        const now = this.#state.photos[index] ?? after;
        return { index, before: now, after: withDecisions(before, after, now) };
      }),
    );
    this.#state.forgetSteps(({ transaction }) => transaction !== id);
  }

  #step(kind: Kind, step: Step): void {
    const state = this.#state;
    if (kind === 'do') state.commit(step);
    else if (kind === 'undo' && isIt(state.last, step)) state.undo();
    else if (kind === 'redo' && isIt(state.next, step)) state.redo();
    else {
      // A cleaner of some of the photos took back what for all photos was not the last step.
      const touched = new Set(step.changes.map(({ index }) => index));
      state.settle(step.changes);
      if (step.selection) state.settleSelection(step.selection.after);
      state.forgetSteps(({ changes }) => !changes.some(({ index }) => touched.has(index)));
    }
  }

  #stepOf(lines: readonly Line[]): Step {
    const changes = lines.flatMap((line): PhotoChange[] => {
      const index = this.#names.places.get(line.path ?? '');
      const before = index === undefined ? undefined : this.#state.photos[index];
      if (index === undefined || !before) return [];
      const { mark, new: newLabel, notDuplicate, tags } = line;
      return [{ index, before, after: { ...before, mark, newLabel, notDuplicate, tags } }];
    });
    const line = lines[0] as Line;
    const isSelection = line.selected !== undefined || line.added !== undefined;
    const selection = isSelection && {
      selection: { before: this.#state.everSelected, after: this.#selectedAfter(line) },
    };
    return { id: line.step ?? 0, words: line.words ?? '', changes, ...selection };
  }

  #selectedAfter({ selected, added, removed }: Line): Selected {
    const { places } = this.#names;
    if (selected !== undefined) return this.#sets.read(selected, places);
    const after = new Set(this.#state.everSelected);
    for (const index of this.#sets.read(removed, places)) after.delete(index);
    for (const index of this.#sets.read(added, places)) after.add(index);
    return Int32Array.from(after).sort();
  }
}

/**
 * For each line the moves that came with it or, of those that no line tells of (somebody else made them), before it, by
 * the time; last those after all lines.
 */
function placed(moves: readonly MoveRecord[], lines: readonly Line[]): MoveRecord[][] {
  const told = new Map<string, number>();
  for (const [place, { kind, moves: id, by }] of lines.entries()) {
    if (kind === 'apply' && id) told.set(id, place);
    if (kind === 'give back' && by) told.set(by, place);
  }
  const before: MoveRecord[][] = Array.from({ length: lines.length + 1 }, () => []);
  let least = 0;
  for (const record of moves) {
    const own = told.get(record.id);
    const later = lines.findIndex(({ time }, place) => place >= least && time > record.time);
    // Moves keep their order, whatever clocks say.
    least = Math.max(least, own ?? (later < 0 ? lines.length : later));
    before[least]?.push(record);
  }
  return before;
}

/** The lines of one step from a place on. The number alone may have been given twice, after a crash. */
function groupAt(lines: readonly Line[], start: number): readonly Line[] {
  const first = lines[start] as Line;
  let end = start + 1;
  const isSame = (line: Line | undefined): boolean =>
    line?.kind === first.kind && line.step === first.step && line.time === first.time;
  while (end - start < (first.of ?? 1) && isSame(lines[end])) end++;
  return lines.slice(start, end);
}

function isOfStep(kind: Line['kind']): kind is Kind {
  return kind === 'do' || kind === 'undo' || kind === 'redo';
}

function isIt(known: Step | undefined, step: Step): boolean {
  return known?.id === step.id && known.changes.length === step.changes.length;
}

/** What an apply took away comes back, unless something else has been said since. */
function withDecisions(before: PhotoState, after: PhotoState, now: PhotoState): PhotoState {
  const kept = <K extends keyof PhotoState>(key: K): PhotoState[K] =>
    String(now[key]) === String(after[key]) ? before[key] : now[key];
  return {
    ...before,
    newLabel: kept('newLabel'),
    mark: kept('mark'),
    notDuplicate: kept('notDuplicate'),
    tags: kept('tags'),
  };
}
