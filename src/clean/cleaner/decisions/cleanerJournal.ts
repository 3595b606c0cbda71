import { join } from 'node:path';
import { JsonLines } from '../../../core/index.js';
import { type MoveRecord, relativePath, trashName } from '../../../data/index.js';
import type { CleanerState, PhotoChange, PhotoState, Step } from './cleanerState.js';

/** What ranked a photo, and what its file was, for the journal. */
export interface Evidence {
  readonly sha256?: string | undefined;
  readonly reason?: string | undefined;
  readonly score?: number | undefined;
}

/** What a line tells: a photo's share of a step done, undone or redone. */
type Kind = 'do' | 'undo' | 'redo';

/** One line of the cleaner's journal. */
interface Line extends Evidence {
  readonly time: string;
  readonly kind: Kind | 'apply';
  /** Number of the step. */
  readonly step?: number;
  /** How many lines it has: what a crash has cut does not count. */
  readonly of?: number;
  readonly words?: string;
  readonly path?: string;
  readonly old?: string;
  readonly new?: string;
  readonly mark?: PhotoState['mark'];
  readonly notDuplicate?: boolean;
  /** Of an apply: {@link MoveRecord.id} of its moves. It is written down before they begin. */
  readonly moves?: string;
}

/**
 * The cleaner's memory, `.trash/cleaner.jsonl` beside the data: every decision, undo and redo, as it happens.
 * Photos are named by relative path, so that a cleaner of some of the photos, or of photos in another order,
 * finds what was decided about each.
 */
export class CleanerJournal {
  readonly #lines: JsonLines;

  constructor(readonly root: string) {
    this.#lines = new JsonLines(join(root, trashName, 'cleaner.jsonl'));
  }

  /** Notes a step before it is done. */
  async step(step: Step, evidence: (index: number) => Evidence): Promise<void> {
    await this.#write('do', step, evidence);
  }

  /** Notes that a step is undone or redone. */
  async travel(direction: 'undo' | 'redo', step: Step): Promise<void> {
    await this.#write(direction, step, () => ({}));
  }

  /** Notes that what was decided is about to be done on the disk. */
  async apply(moves: string): Promise<void> {
    await this.#lines.append([{ time: new Date().toISOString(), kind: 'apply', moves }]);
  }

  /** Brings a fresh state to where the journal ends. @param moves what has really been moved */
  async replay(state: CleanerState, moves: readonly MoveRecord[]): Promise<void> {
    const lines = (await this.#lines.read()) as unknown as Line[];
    const places = new Map(state.photos.map(({ path }, index) => [relativePath(this.root, path), index]));
    const done = new Map(
      moves.filter((record) => record.state === 'done').map((record) => [record.id, record]),
    );
    for (let i = 0; i < lines.length; ) {
      const line = lines[i] as Line;
      const group = groupAt(lines, i);
      i += group.length;
      if (line.kind === 'apply') settle(state, done.get(line.moves ?? ''), places);
      else if (group.length === line.of) replayStep(state, line.kind, stepOf(group, state, places));
    }
    // Steps about photos that are not in this list would undo nothing that one sees.
    state.forgetSteps((step) => step.changes.length > 0);
  }

  async #write(kind: Kind, step: Step, evidence: (index: number) => Evidence): Promise<void> {
    const time = new Date().toISOString();
    const lines = step.changes.map(({ index, before, after }) => {
      const { path, label, newLabel, mark, notDuplicate } = kind === 'undo' ? before : after;
      const { id, words, changes } = step;
      const name = relativePath(this.root, path);
      const decision = { path: name, old: label, new: newLabel, mark, notDuplicate };
      return { time, kind, step: id, of: changes.length, words, ...decision, ...evidence(index) };
    });
    await this.#lines.append(lines);
  }
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

function replayStep(state: CleanerState, kind: Kind, step: Step): void {
  if (kind === 'do') state.commit(step);
  else if (kind === 'undo' && isIt(state.last, step)) state.undo();
  else if (kind === 'redo' && isIt(state.next, step)) state.redo();
  else {
    // A cleaner of some of the photos took back what for all photos was not the last step.
    const touched = new Set(step.changes.map(({ index }) => index));
    state.settle(step.changes);
    state.forgetSteps(({ changes }) => !changes.some(({ index }) => touched.has(index)));
  }
}

function isIt(known: Step | undefined, step: Step): boolean {
  return known?.id === step.id && known.changes.length === step.changes.length;
}

function stepOf(lines: readonly Line[], state: CleanerState, places: ReadonlyMap<string, number>): Step {
  const changes = lines.flatMap((line): PhotoChange[] => {
    const index = places.get(line.path ?? '');
    const before = index === undefined ? undefined : state.photos[index];
    if (index === undefined || !before) return [];
    const { mark, new: newLabel, notDuplicate } = line;
    return [{ index, before, after: { ...before, mark, newLabel, notDuplicate } }];
  });
  const [first] = lines;
  return { id: first?.step ?? 0, words: first?.words ?? '', changes };
}

/** What moved then is done: another file may have the name since, and marks of the old one do not concern it. */
function settle(
  state: CleanerState,
  record: MoveRecord | undefined,
  places: ReadonlyMap<string, number>,
): void {
  if (!record) return;
  const changes = record.moves.flatMap(({ from }): PhotoChange[] => {
    const index = places.get(from);
    const before = index === undefined ? undefined : state.photos[index];
    if (index === undefined || !before) return [];
    return [{ index, before, after: { path: before.path, label: before.label } }];
  });
  state.settle(changes);
  state.forgetSteps();
}
