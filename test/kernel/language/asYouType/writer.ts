import type {
  CellPlace,
  Mark,
  NotebookCell,
  NotebookMarks,
  Question,
  WrittenCells,
} from '../../../../src/kernel/language/asYouType/questions.js';
import { CheckerClient } from '../../../../src/kernel/language/index.js';
import { TestNotebook } from '../notebook.js';

/** A notebook that somebody writes: `‸` in a cell's text is the cursor. */
export class Writer {
  readonly notebook: TestNotebook;
  readonly #checker: CheckerClient;
  #cells: readonly NotebookCell[] = [];
  #place: CellPlace = { cell: 'c0', offset: 0 };

  constructor(cwd?: string) {
    this.notebook = new TestNotebook(cwd);
    this.#checker = new CheckerClient(this.notebook.evaluator.languagePort());
  }

  /** The cells as they are in the editor now; their ids are `c0`, `c1`, … */
  write(...texts: readonly string[]): this {
    this.#cells = texts.map((text, index) => {
      const id = `c${index}`;
      if (text.includes('‸')) this.#place = { cell: id, offset: text.indexOf('‸') };
      return { id, text: text.replace('‸', '') };
    });
    return this;
  }

  text(id: string): string {
    return this.#cells.find((each) => each.id === id)?.text ?? '';
  }

  /** Runs a cell as it stands. */
  run(index: number): Promise<unknown> {
    return this.notebook.run(this.text(`c${index}`));
  }

  /** All marks, cell by cell. */
  async marks(budget = 1000): Promise<readonly Mark[][]> {
    let cells: readonly NotebookCell[] | undefined = this.#cells;
    for (;;) {
      const { marks, isLast } = await this.ask<NotebookMarks>({
        ask: 'marks',
        args: ['n', cells, { budget }],
      });
      if (isLast) return this.#cells.map(({ id }) => [...(marks[id] ?? [])]);
      cells = undefined;
    }
  }

  /** What is said about each cell, as `severity “marked text” TSnumber`. */
  async said(): Promise<string[][]> {
    const all = await this.marks();
    return all.map((marks, index) =>
      marks.map(({ severity, start, end, code }) => {
        const text = this.text(`c${index}`).slice(start, end);
        return severity === 'unused' ? `unused ${text}` : `${severity} ${text} ${code}`;
      }),
    );
  }

  /** Asks about the cursor's place. */
  at<T>(ask: 'hover' | 'callHelp' | 'definition' | 'references'): Promise<T> {
    return this.ask<T>({ ask, args: [this.#written, this.#place] });
  }

  async rename(newName: string): Promise<string[] | string> {
    type Answer = { edits?: { cell: string; start: number; end: number; text: string }[]; refused?: string };
    const answer = await this.ask<Answer>({ ask: 'rename', args: [this.#written, this.#place, newName] });
    return answer.refused ?? this.edited(answer.edits ?? []);
  }

  /** The cells' texts after these edits. */
  edited(edits: readonly { cell: string; start: number; end: number; text: string }[]): string[] {
    const late = [...edits].sort((a, b) => b.start - a.start);
    return this.#cells.map(({ id, text }) =>
      late
        .filter(({ cell }) => cell === id)
        .reduce((now, edit) => now.slice(0, edit.start) + edit.text + now.slice(edit.end), text),
    );
  }

  async fixes(cell: number, mark: Mark): Promise<{ title: string; cells: string[] }[]> {
    type Answer = { title: string; edits: { cell: string; start: number; end: number; text: string }[] }[];
    const span = { cell: `c${cell}`, start: mark.start, end: mark.end };
    const found = await this.ask<Answer>({ ask: 'fixes', args: [this.#written, span, mark.code] });
    return found.map(({ title, edits }) => ({ title, cells: this.edited(edits) }));
  }

  ask<T>(question: Question): Promise<T> {
    return this.#checker.ask('asYouType', question) as Promise<T>;
  }

  async close(): Promise<void> {
    this.#checker.close();
    await this.notebook.evaluator.close();
  }

  get #written(): WrittenCells {
    return { notebook: 'n', cells: this.#cells };
  }
}
