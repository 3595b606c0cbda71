import { escapeHtml, type MimeBundle, tableHtml, tableLines } from '../../notebook/index.js';

/** The rows of a training table, as HTML and as text. */
export class TrainingTable {
  rows: string[][] = [];
  /** Number of the best row, −1 before there is one. */
  best = -1;

  constructor(readonly columns: readonly string[]) {}

  /** The table with a line below it. */
  render(note = ''): MimeBundle {
    return { 'text/html': this.#html(note), 'text/plain': this.#text(note) };
  }

  /** One line of text for a terminal, in columns of equal width; the head without a row. */
  line(row: readonly string[] = this.columns): string {
    return row.map((cell, i) => cell.padStart(Math.max(10, (this.columns[i] as string).length))).join(' ');
  }

  #html(note: string): string {
    const table = tableHtml(this.columns, this.rows, {
      className: 'tsvision-training',
      align: () => 'right',
      stressed: this.#isMarked(this.best) ? this.best : undefined,
      stressedTitle: 'best epoch',
    });
    return `${table}${note && `<div>${escapeHtml(note)}</div>`}`;
  }

  #text(note: string): string {
    const lines = tableLines([this.columns, ...this.rows], () => true);
    const marked = lines.map((line, i) => (this.#isMarked(i - 1) ? `${line}  ← best` : line));
    return [...marked, ...(note ? [note] : [])].join('\n');
  }

  /** One row alone is not worth a mark. */
  #isMarked(row: number): boolean {
    return row >= 0 && row === this.best && this.rows.length > 1;
  }
}
