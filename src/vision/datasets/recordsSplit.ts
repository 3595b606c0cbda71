import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { EmptyDatasetError, expandPath, InvalidArgumentError } from '../../core/index.js';
import { inParallel, type LabelledItem } from '../../data/index.js';
import type { DataSplit } from './dataSplit.js';
import { type ListSplitOptions, listSplit } from './listSplit.js';

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
  /** Column that says with true, 1 or 'valid' that a photo is for validation. @default none: a random share */
  readonly validCol?: string | number;
}

/** One row of a table: cells by column name. */
export type PhotoRecord = Readonly<Record<string, unknown>>;

/**
 * Splits the photos of a table (fastai: `from_df`). Names may be written with backslashes. Rows whose photo is
 * not there are left out and named.
 * @throws EmptyDatasetError when no photo of the table is there
 */
export async function recordsSplit(
  path: string,
  records: readonly PhotoRecord[],
  options: RecordsOptions = {},
): Promise<DataSplit> {
  const { folder = '', suffix = '', fnCol = 0, labelCol = 1, validCol } = options;
  const root = expandPath(path);
  const cell = (record: PhotoRecord, column: string | number): unknown => {
    const key = typeof column === 'number' ? Object.keys(record)[column] : column;
    if (key === undefined || !(key in record))
      throw new InvalidArgumentError('column', column, `one of ${Object.keys(record).join(', ')}`);
    return record[key];
  };
  const rows = records.map((record) => ({
    path: join(root, folder, String(cell(record, fnCol)).replaceAll('\\', '/') + suffix),
    label: labelOf(cell(record, labelCol), options),
    isValid:
      validCol !== undefined && ['true', '1', 'valid'].includes(String(cell(record, validCol)).toLowerCase()),
  }));
  const there = await inParallel(rows, 64, ({ path: file }) =>
    access(file).then(
      () => true,
      () => false,
    ),
  );
  const present = rows.filter((_, i) => there[i]);
  if (present.length === 0 && rows.length > 0)
    throw new EmptyDatasetError(
      join(root, folder),
      `None of the ${rows.length} photos of the table is there, such as ${rows[0]?.path}`,
      'Set `folder` and `suffix` so that path, folder, name and suffix make the path of a photo.',
    );
  const missing = rows.filter((_, i) => !there[i]).map((row) => row.path);
  const notices =
    missing.length > 0
      ? [`${missing.length} photos of the table are not there: ${missing.slice(0, 5).join(', ')}.`]
      : [];
  const items: LabelledItem[] = present.map(({ path: file, label }) => ({ path: file, label }));
  const valid =
    validCol === undefined
      ? {}
      : { valid: new Set(present.filter((row) => row.isValid).map((row) => row.path)) };
  return listSplit(root, items, { ...options, ...valid }, notices);
}

function labelOf(cell: unknown, { labelDelim, targetKind }: RecordsOptions): LabelledItem['label'] {
  if (targetKind === 'number' || typeof cell === 'number') return Number(cell);
  if (Array.isArray(cell)) return cell.map(String);
  if (labelDelim === undefined) return targetKind === 'multi' ? [String(cell)] : String(cell);
  return String(cell)
    .split(labelDelim)
    .map((label) => label.trim())
    .filter((label) => label !== '');
}
