import { join } from 'node:path';
import { expandPath, InvalidArgumentError } from '../../core/index.js';
import type { LabelledItem } from '../../data/index.js';
import { EmptyDatasetError } from '../../data/index.js';
import type { DataSplit } from './dataSplit.js';
import { type ListSplitOptions, listSplit } from './listSplit.js';
import { isMissing } from './notices.js';
import { findPhotos } from './partFolders.js';
import type { PhotoRecord, PhotoTable } from './photoTable.js';
import { recordSide, type Side } from './photoTable.js';

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
  const { folder = '', suffix = '' } = options;
  const written = records.map((record) =>
    join(root, folder, String(record[nameColumn]).replaceAll('\\', '/') + suffix),
  );
  const found = await findPhotos(written);
  const missing = written.filter((_, i) => found[i] === undefined);
  if (missing.length === records.length && records.length > 0)
    throw new EmptyDatasetError(
      join(root, folder),
      `None of the ${records.length} photos of the table is there, such as ${missing[0]}`,
      'Set `folder` and `suffix` so that path, folder, name and suffix make the path of a photo.',
    );
  if (missing.length > 0)
    notices.push(`${missing.length} photos of the table are not there: ${missing.slice(0, 5).join(', ')}.`);
  return records.flatMap((record, i): Row[] => {
    const file = found[i];
    if (file === undefined) return [];
    const side = sideColumn === undefined ? undefined : recordSide(record[sideColumn], sideColumn);
    return [{ record, path: file, label: labelOf(record[labelColumn], options), side }];
  });
}

function trainable(rows: readonly Row[]): LabelledItem[] {
  return rows.filter(({ side }) => side !== 'test').map(({ path, label }) => ({ path, label }));
}

/** Test photos of the table, with their labels as far as training knows these classes. */
function testOf(rows: readonly Row[], { test = [], classes }: DataSplit): Pick<DataSplit, 'test'> {
  const rowsOfTest = rows.filter(({ side }) => side === 'test');
  if (rowsOfTest.length === 0) return {};
  const known = new Set<unknown>(classes);
  const isKnown = (label: LabelledItem['label']): boolean => [label].flat().every((one) => known.has(one));
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
