import { escapeHtml, type MimeBundle } from '../../notebook/index.js';

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
    const cells = (tag: string, values: readonly string[]): string =>
      values.map((value) => `<${tag} style="text-align:right">${escapeHtml(value)}</${tag}>`).join('');
    const rows = this.rows.map((row, i) => {
      const style = this.#isMarked(i) ? ' style="font-weight:bold" title="best epoch"' : '';
      return `<tr${style}>${cells('td', row)}</tr>`;
    });
    return (
      `<table class="tsvision-training"><thead><tr>${cells('th', this.columns)}</tr></thead>` +
      `<tbody>${rows.join('')}</tbody></table>${note && `<div>${escapeHtml(note)}</div>`}`
    );
  }

  #text(note: string): string {
    const lines = [this.columns, ...this.rows];
    const widths = this.columns.map((_, i) => Math.max(...lines.map((line) => (line[i] ?? '').length)));
    const text = lines.map((line, i) => {
      const mark = this.#isMarked(i - 1) ? '  ← best' : '';
      return line.map((cell, j) => cell.padStart(widths[j] as number)).join('  ') + mark;
    });
    return [...text, ...(note ? [note] : [])].join('\n');
  }

  /** One row alone is not worth a mark. */
  #isMarked(row: number): boolean {
    return row >= 0 && row === this.best && this.rows.length > 1;
  }
}
