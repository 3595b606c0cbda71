import { type Displayable, escapeHtml, jupyterDisplay, type MimeBundle } from '../../notebook/index.js';

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
    const align = (i: number): string => ` style="text-align:${numeric[i] ? 'right' : 'left'}"`;
    const row = (values: readonly string[], tag: 'th' | 'td', bold = false): string =>
      `<tr${bold ? ' style="font-weight:bold"' : ''}>${values.map((value, i) => `<${tag}${align(i)}>${escapeHtml(value)}</${tag}>`).join('')}</tr>`;
    this.html =
      `<table>${caption ? `<caption>${escapeHtml(caption)}</caption>` : ''}<thead>${row(columns, 'th')}</thead>` +
      `<tbody>${cells.map((values, i) => row(values, 'td', i === highlightRow)).join('')}</tbody></table>`;
    const widths = columns.map((name, i) =>
      Math.max(name.length, ...cells.map((values) => (values[i] as string).length)),
    );
    const line = (values: readonly string[]): string =>
      values
        .map((value, i) =>
          numeric[i] ? value.padStart(widths[i] as number) : value.padEnd(widths[i] as number),
        )
        .join('  ')
        .trimEnd();
    this.text = [...(caption ? [caption] : []), line(columns), ...cells.map(line)].join('\n');
  }

  [jupyterDisplay](): MimeBundle {
    return { 'text/html': this.html, 'text/plain': this.text };
  }

  toString(): string {
    return this.text;
  }
}

/** Rows of named values as a table; numbers stand right, text left. */
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
  return new HtmlTable(columns, cells, {
    numeric,
    ...(caption === undefined ? {} : { caption }),
    ...(highlightRow === undefined ? {} : { highlightRow }),
  });
}

function cellText(value: TableCell, digits: number): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number' && !Number.isInteger(value))
    return Number.isFinite(value) ? value.toFixed(digits) : String(value);
  return String(value);
}
