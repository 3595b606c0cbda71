import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parse } from 'csv-parse/sync';
import { expandPath, InvalidArgumentError, orderedRecord, PathNotFoundError } from '../../core/index.js';
import { EmptyDatasetError, findPhotos, type LabelledItem } from '../../data/index.js';
import { isMissing, type ListSplitOptions, listSplit } from './listSplit.js';
import type { DataSplit, PhotoRecord, PhotoTable, Side } from './split.js';

/**
 * Rows of a CSV file. Columns keep their order, whatever their names; of two with one name the second is `name.1`.
 * @param options.header the first line names the columns; else they are `column0`, `column1` … @default true
 * @param options.delimiter what separates cells. @default ','
 * @throws PathNotFoundError when there is no such file
 * @example
 * ```ts
 * import { writeFile } from 'node:fs/promises';
 * import { csvRecords } from 'tsvision';
 * await writeFile('labels.csv', 'name,label\nblack/00000001.jpg,bear\n');
 * const table = await csvRecords('labels.csv');
 * ```
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

/** A table of photos and labels; names and defaults are fastai's. */
export interface RecordsOptions extends Omit<ListSplitOptions, 'valid'> {
  /** Folder of the photos, below the path. @default '' */
  readonly folder?: string;
  /** What the names in the table lack, e.g. `.jpg`. @default '' */
  readonly suffix?: string;
  /** What separates several labels of one photo, e.g. `' '`. @default none: one label */
  readonly labelDelim?: string;
  /** Column of the file names: its name or number. @default 0 */
  readonly fnCol?: string | number;
  /** Column of the labels. @default 1 */
  readonly labelCol?: string | number;
  /**
   * Column that says who is for validation: true, 1 or 'valid'; false, 0 or 'train'; 'test' for neither. Photos with
   * an empty cell draw lots by `validPct`. `false`: all draw lots. @default 'is_valid' where there is such a column
   */
  readonly validCol?: string | number | false;
}

/** How the table was written in a file. */
export interface TableFormat {
  readonly delimiter?: string;
  readonly header?: boolean;
}

interface Row {
  readonly record: PhotoRecord;
  readonly path: string;
  readonly label: LabelledItem['label'];
  readonly side: Side | undefined;
}

/**
 * Splits the photos of a table (fastai: `from_df`). Names may be written with backslashes. Rows whose photo is
 * not there are left out and named.
 * @throws EmptyDatasetError when no photo of the table is there
 */
export async function recordsSplit(
  path: string,
  records: readonly PhotoRecord[],
  options: RecordsOptions = {},
  { delimiter = ',', header = true }: TableFormat = {},
): Promise<DataSplit> {
  const root = expandPath(path);
  const { folder = '', suffix = '', labelDelim } = options;
  const columns = columnsOf(records[0] ?? {}, options);
  const notices: string[] = [];
  const rows = await presentRows(root, records, columns, options, notices);
  if (columns.sideColumn !== undefined && options.validPct !== undefined && rows.some(({ side }) => side))
    notices.push(
      `The column ${columns.sideColumn} says who is for validation, not validPct; { validCol: false } draws lots.`,
    );
  const sides = new Map(rows.map(({ path: file, side }) => [file, side]));
  const split = listSplit(root, trainable(rows), options, {
    notices,
    sideOf: ({ path: file }) => sides.get(file) as 'train' | 'valid' | undefined,
  });
  const table: PhotoTable = { ...columns, folder, suffix, labelDelim, delimiter, header, rows };
  return { ...split, ...testOf(rows, split), table };
}

/** A table in a file: {@link RecordsOptions}, and how it is written there. */
export interface CsvSplitOptions extends RecordsOptions {
  /** The file, below the path. @default 'labels.csv' */
  readonly csvLabels?: string;
  /** The first line names the columns. @default true */
  readonly header?: boolean;
  /** What separates cells. @default ',' */
  readonly delimiter?: string;
}

/** Splits the photos of a table in a CSV file (fastai: `from_csv`). @throws PathNotFoundError when there is no such file */
export async function csvSplit(path: string, options: CsvSplitOptions = {}): Promise<DataSplit> {
  const { csvLabels = 'labels.csv', header = true, delimiter = ',' } = options;
  const records = await csvRecords(resolve(expandPath(path), csvLabels), { header, delimiter });
  return recordsSplit(path, records, options, { header, delimiter });
}

type Columns = Pick<PhotoTable, 'columns' | 'nameColumn' | 'labelColumn' | 'sideColumn'>;

function columnsOf(record: PhotoRecord, { fnCol = 0, labelCol = 1, validCol }: RecordsOptions): Columns {
  const columns = Object.keys(record);
  const find = (column: string | number): string => {
    const key = typeof column === 'number' ? columns[column] : column;
    if (key !== undefined && columns.includes(key)) return key;
    throw new InvalidArgumentError('column', column, `one of ${columns.join(', ')}`);
  };
  const side = validCol ?? (columns.includes('is_valid') && 'is_valid');
  if (columns.length === 0) return { columns, nameColumn: '', labelColumn: '', sideColumn: undefined };
  return {
    columns,
    nameColumn: find(fnCol),
    labelColumn: find(labelCol),
    sideColumn: side === false ? undefined : find(side),
  };
}

async function presentRows(
  root: string,
  records: readonly PhotoRecord[],
  { nameColumn, labelColumn, sideColumn }: Columns,
  options: RecordsOptions,
  notices: string[],
): Promise<Row[]> {
  const { folder = '' } = options;
  const { found, missing } = await photosOfRows(root, records, (record) => record[nameColumn], options);
  if (found.length === 0 && records.length > 0)
    throw new EmptyDatasetError(
      join(root, folder),
      `None of the ${records.length} photos of the table is there, such as ${missing[0]}`,
      'Set `folder` and `suffix` so that path, folder, name and suffix make the path of a photo.',
    );
  notices.push(...missingNotice(missing));
  return found.map(({ path, record }): Row => {
    const side = sideColumn === undefined ? undefined : recordSide(record[sideColumn], sideColumn);
    return { record, path, label: labelOf(record[labelColumn], options), side };
  });
}

/** The rows of a table whose photos are there, and where those of the others should be. */
export async function photosOfRows(
  root: string,
  records: readonly PhotoRecord[],
  nameOf: (record: PhotoRecord) => unknown,
  { folder = '', suffix = '' }: { readonly folder?: string; readonly suffix?: string },
): Promise<{ readonly found: readonly { path: string; record: PhotoRecord }[]; readonly missing: string[] }> {
  const written = records.map((record) =>
    join(root, folder, String(nameOf(record)).replaceAll('\\', '/') + suffix),
  );
  const paths = await findPhotos(written);
  return {
    found: records.flatMap((record, i) => (paths[i] === undefined ? [] : [{ path: paths[i], record }])),
    missing: written.filter((_, i) => paths[i] === undefined),
  };
}

/** What the user should know of photos that are not there. */
export function missingNotice(missing: readonly string[]): string[] {
  if (missing.length === 0) return [];
  return [`${missing.length} photos of the table are not there: ${missing.slice(0, 5).join(', ')}.`];
}

function trainable(rows: readonly Row[]): LabelledItem[] {
  return rows.filter(({ side }) => side !== 'test').map(({ path, label }) => ({ path, label }));
}

/** Test photos of the table, with their labels as far as training knows these classes. */
function testOf(rows: readonly Row[], { test = [], classes }: DataSplit): Pick<DataSplit, 'test'> {
  const rowsOfTest = rows.filter(({ side }) => side === 'test');
  if (rowsOfTest.length === 0) return {};
  const known = new Set<unknown>(classes);
  const isKnown = (label: LabelledItem['label']): boolean => [label].flat().every((name) => known.has(name));
  const items = rowsOfTest.map(({ path, label }) => ({ path, label: isKnown(label) ? label : undefined }));
  return { test: [...test, ...items] };
}

function labelOf(cell: unknown, { labelDelim, targetKind, naValues }: RecordsOptions): LabelledItem['label'] {
  if (Array.isArray(cell)) return cell.map(String);
  // Several labels may be none; one label may not.
  if (labelDelim !== undefined && typeof cell === 'string' && cell.trim() === '') return [];
  if (isMissing(cell, naValues)) return typeof cell === 'string' ? cell : undefined;
  if (targetKind === 'number' || typeof cell === 'number') return Number(cell);
  if (labelDelim === undefined) return targetKind === 'multi' ? [String(cell)] : String(cell);
  return String(cell)
    .split(labelDelim)
    .map((label) => label.trim())
    .filter((label) => label !== '');
}
