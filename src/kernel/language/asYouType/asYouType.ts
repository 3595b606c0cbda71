import { InvalidArgumentError } from '../../../core/index.js';
import type { Completions } from '../completions.js';
import { callHelpAt } from './callHelp.js';
import { completionsAt } from './completion.js';
import { definitionAt } from './definition.js';
import { fixesFor } from './fixes.js';
import { hoverAt } from './hover.js';
import { NamesInCells } from './namesInCells.js';
import type {
  AsYouTypeOperations,
  CallHelp,
  CellPlace,
  CellSpan,
  Definition,
  Fix,
  HoverText,
  NotebookCell,
  NotebookMarks,
  Question,
  Renaming,
  WrittenCells,
} from './questions.js';
import { renaming } from './rename.js';
import type { SessionState } from './sessionState.js';
import type { WrittenCell } from './writtenCell.js';
import { WrittenNotebook } from './writtenNotebook.js';

const questions: readonly (keyof AsYouTypeOperations)[] = [
  'marks',
  'complete',
  'hover',
  'callHelp',
  'definition',
  'references',
  'rename',
  'fixes',
  'close',
];

/** So many notebooks are kept; of those of pages that were closed nobody says goodbye. */
const mostNotebooks = 3;

/** Answers what is asked about notebooks while they are being written. */
export class AsYouType implements AsYouTypeOperations {
  readonly #session: SessionState;
  readonly #notebooks = new Map<string, WrittenNotebook>();

  constructor(session: SessionState) {
    this.#session = session;
  }

  /** @throws InvalidArgumentError for a question that there is not: it comes from another program */
  answer({ ask, args }: Question): unknown {
    if (!questions.includes(ask))
      throw new InvalidArgumentError('ask', ask, `one of ${questions.join(', ')}`);
    return (this[ask] as (...all: readonly unknown[]) => unknown).call(this, ...args);
  }

  marks(
    notebook: string,
    cells: readonly NotebookCell[] | undefined,
    { first, budget }: { readonly first?: string; readonly budget: number },
  ): NotebookMarks {
    const written = this.#notebook(notebook);
    if (cells) written.update(cells);
    return written.open(() => written.marks(first, budget));
  }

  complete(written: WrittenCells, place: CellPlace): Completions | undefined {
    return this.#look(written, place, (cell) => completionsAt(this.#session.world, cell, place.offset));
  }

  hover(written: WrittenCells, place: CellPlace): HoverText | undefined {
    return this.#look(written, place, (cell) => hoverAt(this.#session.world, cell, place.offset));
  }

  callHelp(written: WrittenCells, place: CellPlace): CallHelp | undefined {
    return this.#look(written, place, (cell) => callHelpAt(this.#session.world, cell, place.offset));
  }

  definition(written: WrittenCells, place: CellPlace): Definition | undefined {
    const { world } = this.#session;
    return this.#look(written, place, (cell, all) => {
      const cells = all();
      return definitionAt(world, new NamesInCells(world, cells), cells, cell, place.offset);
    });
  }

  references(written: WrittenCells, place: CellPlace): readonly CellSpan[] {
    const found = this.#look(written, place, (cell, all) => {
      const names = new NamesInCells(this.#session.world, all());
      const node = names.at(cell, place.offset);
      return node && names.occurrences(cell, node);
    });
    return (found ?? []).map(({ cell, start, end }) => ({ cell, start, end }));
  }

  rename(written: WrittenCells, place: CellPlace, newName: string): Renaming {
    const made = this.#look(written, place, (cell, all) => {
      const names = new NamesInCells(this.#session.world, all());
      return renaming(names, all(), cell, place.offset, newName);
    });
    return made ?? { refused: 'There is no TypeScript in this cell.' };
  }

  fixes(written: WrittenCells, span: CellSpan, code: number): readonly Fix[] {
    return this.#look(written, span, (cell, all) => fixesFor(this.#session, all(), cell, span, code)) ?? [];
  }

  close(notebook: string): void {
    this.#notebooks.get(notebook)?.close();
    this.#notebooks.delete(notebook);
  }

  /** Looks into a cell; those below it are taken over if `look` asks for all. */
  #look<T>(
    { notebook, cells }: WrittenCells,
    { cell }: { readonly cell: string },
    look: (cell: WrittenCell, all: () => readonly WrittenCell[]) => T,
  ): T | undefined {
    const written = this.#notebook(notebook);
    written.update(cells);
    return written.open(() => {
      const found = written.cell(cell);
      return found && look(found, () => written.cells);
    });
  }

  /** The one asked about last is kept longest. */
  #notebook(key: string): WrittenNotebook {
    const notebook = this.#notebooks.get(key) ?? new WrittenNotebook(this.#session);
    this.#notebooks.delete(key);
    this.#notebooks.set(key, notebook);
    const [oldest] = this.#notebooks.keys();
    if (this.#notebooks.size > mostNotebooks && oldest !== undefined) this.close(oldest);
    return notebook;
  }
}
