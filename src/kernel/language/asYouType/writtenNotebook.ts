import type { ts } from '../../patches/typescript.js';
import type { CellFile } from '../world/typeWorld.js';
import { CellText } from './cellText.js';
import { marksOf } from './marks.js';
import type { Mark, NotebookCell, NotebookMarks } from './questions.js';
import type { SessionState } from './sessionState.js';
import { WrittenCell } from './writtenCell.js';

/** TypeScript's number: a module that cannot be found. */
const missingModule = 2307;

/**
 * The cells of a notebook as they stand in the editor, each checked as if it were run.
 *
 * A cell sees the session's names, that is what the cells left that have been run. What cells above it declare
 * that have not been run as they stand counts as well: else every second cell of a fresh notebook would be wrong. A
 * name that has both meanings is an error only where it is one either way, see {@link marksOf}. Nothing of this
 * stays in the session: the cells are files beside it, and its scope is only read.
 *
 * A cell is looked at again when its text changes, or when a name that it mentions comes to mean something else.
 */
export class WrittenNotebook {
  readonly #session: SessionState;
  /** Those that have been taken over, in order, and those that are yet to be. */
  readonly #cells = new Map<string, WrittenCell>();
  #waiting: NotebookCell[] = [];
  /** What they were before. */
  #before = new Map<string, WrittenCell>();
  /** What names mean below the last one that was taken over. */
  #above = new Map<string, ts.Symbol>();

  constructor(session: SessionState) {
    this.#session = session;
  }

  /** The cells in which there is TypeScript, in order. */
  get cells(): readonly WrittenCell[] {
    while (this.#waiting.length > 0) this.#takeNext();
    return [...this.#cells.values()];
  }

  /** A cell in which there is TypeScript. */
  cell(id: string): WrittenCell | undefined {
    while (this.#waiting.length > 0 && !this.#cells.has(id)) this.#takeNext();
    return this.#cells.get(id);
  }

  /** The cells as they are now. They are taken over one by one, when they are asked for. */
  update(cells: readonly NotebookCell[]): void {
    if (this.#session.world.refresh()) this.close();
    for (const cell of this.#cells.values()) this.#before.set(cell.id, cell);
    const ids = new Set(cells.map(({ id }) => id));
    for (const [id, gone] of this.#before) if (!ids.has(id)) this.#drop(gone);
    this.#cells.clear();
    this.#waiting = [...cells];
    this.#above = new Map(this.#session.scope);
  }

  /** The marks of all cells that are known, and of so many others as `budget` ms allow, `first` first. */
  marks(first: string | undefined, budget: number): NotebookMarks {
    const end = performance.now() + budget;
    this.#look(first === undefined ? undefined : this.cell(first));
    while (performance.now() < end) {
      const next = [...this.#cells.values()].find(({ marks }) => !marks);
      if (next) this.#look(next);
      else if (this.#waiting.length > 0) this.#takeNext();
      else break;
    }
    const known = [...this.#cells.values()].filter(({ marks }) => marks);
    const isLast = this.#waiting.length === 0 && known.length === this.#cells.size;
    return { marks: Object.fromEntries(known.map((cell) => [cell.id, this.#shown(cell)])), isLast };
  }

  /** Lets what its cells add to global types be seen while `look` looks: the session's cells do not see it. */
  open<T>(look: () => T): T {
    const { world } = this.#session;
    const adding = (): WrittenCell[] =>
      [...this.#cells.values()].filter(({ types }) => types.file.moduleAugmentations.length > 0);
    for (const { types } of adding()) world.admit(types.file);
    try {
      return look();
    } finally {
      for (const { types } of adding()) world.drop(types.file);
    }
  }

  /** Forgets all that it knows. */
  close(): void {
    for (const cell of [...this.#cells.values(), ...this.#before.values()]) this.#drop(cell);
    this.#cells.clear();
  }

  #takeNext(): void {
    const next = this.#waiting.shift();
    if (!next) return;
    const before = this.#before.get(next.id);
    const cell = this.#take(next, before);
    if (before && before !== cell) this.#drop(before);
    this.#before.delete(next.id);
    if (!cell) return;
    this.#cells.set(cell.id, cell);
    if (this.#session.hasRun(cell.text.ran)) return;
    for (const [name, symbol] of cell.types.own) this.#above.set(name, symbol);
  }

  #take({ id, text: code }: NotebookCell, before: WrittenCell | undefined): WrittenCell | undefined {
    const { scope } = this.#session;
    const above = this.#above;
    const text = CellText.of(code, (name) => above.has(name) || this.#session.isKnown(name));
    const isSame = text?.checked === before?.text.checked && before?.text.written === code;
    if (before && isSame && before.isAsBefore(above, scope) && !this.#isInstalledNow(before)) return before;
    return text && new WrittenCell(id, text, this.#session.add(text.checked, above), above, scope);
  }

  #look(cell: WrittenCell | undefined): void {
    if (!cell || cell.marks) return;
    cell.marks = marksOf(this.#session, cell, (scope, look) => this.#again(cell, scope, look));
  }

  /** Its marks, but for names that a cell below declares. */
  #shown({ id, marks = [] }: WrittenCell): readonly Mark[] {
    const ids = [...this.#cells.keys()];
    const below = ids.slice(ids.indexOf(id) + 1);
    const isDeclared = (name: string): boolean =>
      this.#waiting.length > 0 || below.some((each) => this.#cells.get(each)?.types.own.has(name));
    return marks.filter(({ later }) => later === undefined || !isDeclared(later)).map(({ mark }) => mark);
  }

  /** Whether a module was not there when a cell was looked at, and is now. */
  #isInstalledNow({ marks, types }: WrittenCell): boolean {
    if (!marks?.some(({ mark }) => mark.code === missingModule)) return false;
    const { world } = this.#session;
    return types.file.imports.some(({ text }) => !world.isResolved(types.file, text) && world.isThere(text));
  }

  /** The same cell with other meanings of its names, for as long as `look` looks. */
  #again<T>({ text }: WrittenCell, scope: ReadonlyMap<string, ts.Symbol>, look: (file: CellFile) => T): T {
    const types = this.#session.add(text.checked, scope);
    try {
      return look(types);
    } finally {
      this.#session.world.drop(types.file);
    }
  }

  #drop({ id, types }: WrittenCell): void {
    this.#before.delete(id);
    this.#session.world.drop(types.file);
  }
}
