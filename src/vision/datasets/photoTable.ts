import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import { expandPath, InvalidArgumentError, orderedRecord, PathNotFoundError } from '../../core/index.js';
import { isMissing } from './notices.js';

/**
 * Rows of a CSV file. Columns keep their order, whatever their names; of two with one name the second is `name.1`.
 * @param options.header the first line names the columns; else they are `column0`, `column1` … @default true
 * @param options.delimiter what separates cells. @default ','
 * @throws PathNotFoundError when there is no such file
 */
export async function csvRecords(
  path: string,
  options: { readonly header?: boolean; readonly delimiter?: string } = {},
): Promise<PhotoRecord[]> {
  const { header = true, delimiter = ',' } = options;
  const file = expandPath(path);
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ENOENT' ? new PathNotFoundError(file, 'file') : error;
  });
  const rows: string[][] = parse(text, {
    delimiter,
    bom: true,
    skip_empty_lines: true,
    trim: true,
    relax_quotes: true,
  });
  const names = columnNames(header ? (rows.shift() ?? []) : (rows[0] ?? []).map(() => ''));
  return rows.map((row) => orderedRecord(row.map((cell, i) => [names[i] ?? `column${i}`, cell])));
}

function columnNames(heads: readonly string[]): string[] {
  const uses = new Map<string, number>();
  return heads.map((head, i) => {
    const name = head || `column${i}`;
    const before = uses.get(name) ?? 0;
    uses.set(name, before + 1);
    return before === 0 ? name : `${name}.${before}`;
  });
}

/** One row of a table: cells by column name. */
export type PhotoRecord = Readonly<Record<string, unknown>>;

/** The table that a data set was read from, so that a cleaned one can be written that is read alike. */
export interface PhotoTable {
  readonly columns: readonly string[];
  readonly nameColumn: string;
  readonly labelColumn: string;
  /** Column that says who is for validation. */
  readonly sideColumn: string | undefined;
  /** Folder of the photos, below the data set's path. */
  readonly folder: string;
  /** What the names in the table lack. */
  readonly suffix: string;
  /** What separates several labels of one photo. */
  readonly labelDelim: string | undefined;
  /** What separates cells. */
  readonly delimiter: string;
  /** Whether the first line names the columns. */
  readonly header: boolean;
  /** Rows whose photo is there, in order. */
  readonly rows: readonly { readonly path: string; readonly record: PhotoRecord }[];
}

/** The part of a data set that a photo belongs to. */
export type Side = 'train' | 'valid' | 'test';

const words: Readonly<Record<Side, readonly string[]>> = {
  valid: ['true', '1', '1.0', 'valid', 'validation', 'val', 'yes'],
  train: ['false', '0', '0.0', 'train', 'training', 'no'],
  test: ['test', 'testing'],
};

/**
 * What a cell of the validation column says; `undefined` for an empty one.
 * @throws InvalidArgumentError for a word that says nothing
 */
export function recordSide(cell: unknown, column: string | number): Side | undefined {
  if (isMissing(cell)) return undefined;
  const word = String(cell).trim().toLowerCase();
  for (const side of ['valid', 'train', 'test'] as const) if (words[side].includes(word)) return side;
  throw new InvalidArgumentError(
    String(column),
    cell,
    'true or false (or valid, train or test) in every row, or empty',
    'Name the column that says who is for validation by `validCol`, or give { validCol: false } to draw lots.',
  );
}
