import { type Displayable, jupyterDisplay, type MimeBundle } from './mimeBundle.js';
import { escapeHtml } from './tags.js';

/** How a table of texts looks as HTML. */
export interface TableLook {
  readonly caption?: string;
  /** Class of the table's element. */
  readonly className?: string;
  /** Where the text of a cell stands; row −1 is the head. @default where the page puts it */
  readonly align?: (column: number, row: number) => 'left' | 'right' | undefined;
  /** Number of a row in bold. */
  readonly stressed?: number;
  /** What is shown when the mouse rests on the row in bold. */
  readonly stressedTitle?: string;
  /** Whether the first cell of each row is its head. @default false */
  readonly rowHeads?: boolean;
}

type Row = readonly string[];

/** Texts as an HTML table; they are escaped. */
export function tableHtml(columns: Row, rows: readonly Row[], look: TableLook = {}): string {
  const { caption, className, align, rowHeads = false } = look;
  const cell = (text: string, column: number, row: number): string => {
    const tag = row < 0 || (rowHeads && column === 0) ? 'th' : 'td';
    const side = align?.(column, row);
    return `<${tag}${side ? ` style="text-align:${side}"` : ''}>${escapeHtml(text)}</${tag}>`;
  };
  const line = (cells: Row, row: number): string =>
    `<tr${row === look.stressed ? stress(look) : ''}>${cells.map((text, i) => cell(text, i, row)).join('')}</tr>`;
  return (
    `<table${className ? ` class="${escapeHtml(className)}"` : ''}>` +
    `${caption ? `<caption>${escapeHtml(caption)}</caption>` : ''}` +
    `<thead>${line(columns, -1)}</thead><tbody>${rows.map(line).join('')}</tbody></table>`
  );
}

function stress({ stressedTitle }: TableLook): string {
  return ` style="font-weight:bold"${stressedTitle ? ` title="${escapeHtml(stressedTitle)}"` : ''}`;
}

/** Rows of texts as lines, each column as wide as its widest text. @param isRight whether a column's texts stand right */
export function tableLines(rows: readonly Row[], isRight: (column: number) => boolean): string[] {
  const most = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: most }, (_, i) =>
    Math.max(...rows.map((row) => (row[i] ?? '').length)),
  );
  const padded = (text: string, i: number): string =>
    isRight(i) ? text.padStart(widths[i] as number) : text.padEnd(widths[i] as number);
  return rows.map((row) => row.map(padded).join('  ').trimEnd());
}

/** As {@link tableLines}, no line longer than `width`: the widest columns are narrowed, their texts go on below. */
export function tableLinesIn(
  rows: readonly Row[],
  isRight: (column: number) => boolean,
  width: number,
): string[] {
  const widths = rows[0]?.map((_, i) => Math.max(...rows.map((row) => (row[i] ?? '').length))) ?? [];
  const total = (): number => widths.reduce((sum, column) => sum + column, 2 * (widths.length - 1));
  while (total() > width && Math.max(...widths) > 8) {
    const widest = widths.indexOf(Math.max(...widths));
    widths[widest] = (widths[widest] as number) - 1;
  }
  const lines = rows.flatMap((row) => {
    const cells = row.map((text, i) => wrapped(text, widths[i] as number));
    const height = Math.max(1, ...cells.map((cell) => cell.length));
    return Array.from({ length: height }, (_, line) => cells.map((cell) => cell[line] ?? ''));
  });
  return tableLines(lines, isRight);
}

/** A text in lines of at most `width` letters: between words, within those that are longer (paths). */
function wrapped(text: string, width: number): string[] {
  const lines = [''];
  for (const word of text
    .split(' ')
    .flatMap((long) => long.match(new RegExp(`.{1,${width}}`, 'gs')) ?? [''])) {
    const last = lines.at(-1) as string;
    if (last === '') lines[lines.length - 1] = word;
    else if (last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** What one cell of a table may hold; anything else is written by `String`. */
export type TableCell = string | number | boolean | null | undefined;

/** Options of {@link htmlTable}. */
export interface HtmlTableOptions {
  /** Which columns, in which order. @default all keys of the rows, as they first occur */
  readonly columns?: readonly string[];
  /** Stands above the table. @default none */
  readonly caption?: string;
  /** Digits after the decimal point of numbers that are no integers. @default 6 */
  readonly digits?: number;
  /** Number of a row to stress (the best epoch). */
  readonly highlightRow?: number;
}

/** A table that a notebook shows as HTML and a terminal as text. */
export class HtmlTable implements Displayable {
  /** The table as HTML. */
  readonly html: string;
  /** The table as text in columns. */
  readonly text: string;
  readonly #caption: string | undefined;
  readonly #numeric: readonly boolean[];

  constructor(
    /** Titles of the columns. */
    readonly columns: readonly string[],
    /** Texts of the cells, row by row. */
    readonly cells: readonly (readonly string[])[],
    {
      caption,
      highlightRow,
      numeric,
    }: { caption?: string; highlightRow?: number; numeric: readonly boolean[] },
  ) {
    const align = (column: number): 'left' | 'right' => (numeric[column] ? 'right' : 'left');
    this.html = tableHtml(columns, cells, { caption, stressed: highlightRow, align });
    const lines = tableLines([columns, ...cells], (column) => numeric[column] === true);
    this.text = [...(caption ? [caption] : []), ...lines].join('\n');
    this.#caption = caption;
    this.#numeric = numeric;
  }

  /** The table as text in columns that fit into a terminal, wide texts broken. @param width letters of a line */
  textIn(width: number): string {
    const lines = tableLinesIn(
      [this.columns, ...this.cells],
      (column) => this.#numeric[column] === true,
      width,
    );
    return [...(this.#caption ? [this.#caption] : []), ...lines].join('\n');
  }

  [jupyterDisplay](): MimeBundle {
    return { 'text/html': this.html, 'text/plain': this.text };
  }

  toString(): string {
    return this.text;
  }
}

/**
 * Rows of named values as a table; numbers stand right, text left.
 * @example
 * ```ts
 * import { htmlTable } from 'tsvision';
 * htmlTable([{ epoch: 0, loss: 0.51 }, { epoch: 1, loss: 0.32 }], { highlightRow: 1 });
 * ```
 */
export function htmlTable(
  rows: readonly Readonly<Record<string, unknown>>[],
  options: HtmlTableOptions = {},
): HtmlTable {
  const { columns = [...new Set(rows.flatMap(Object.keys))], digits = 6, caption, highlightRow } = options;
  const cells = rows.map((row) => columns.map((column) => cellText(row[column] as TableCell, digits)));
  const numeric = columns.map(
    (column) =>
      rows.length > 0 && rows.every((row) => row[column] == null || typeof row[column] === 'number'),
  );
  return new HtmlTable(columns, cells, { numeric, caption, highlightRow });
}

function cellText(value: TableCell, digits: number): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number' && !Number.isInteger(value))
    return Number.isFinite(value) ? value.toFixed(digits) : String(value);
  return String(value);
}
