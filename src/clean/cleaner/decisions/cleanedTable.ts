import { join } from 'node:path';
import { relativePath } from '../../../data/index.js';
import type { PhotoTable } from '../../../vision/index.js';
import type { CleanerItem } from '../cleanerItem.js';
import type { PhotoState } from './cleanerState.js';

/** A photo as it was given to the cleaner, and as it stands. */
export interface CleanedPhoto {
  readonly item: CleanerItem;
  readonly photo: PhotoState;
}

/** Lines of a CSV file, the first of which may name the columns. */
export interface CleanedRows {
  readonly delimiter: string;
  readonly lines: readonly (readonly string[])[];
}

/** What a list of photos that came from no table looks like. */
const ownTable: PhotoTable = {
  columns: ['name', 'label', 'is_valid'],
  nameColumn: 'name',
  labelColumn: 'label',
  sideColumn: 'is_valid',
  folder: '',
  suffix: '',
  labelDelim: ';',
  delimiter: ',',
  header: true,
  rows: [],
};

/**
 * The photos that stay as rows of a table like the one that they came from: the same columns with the same cells,
 * but for names and classes that have changed, so that whatever read that one reads this one. A column `is_valid`
 * with the sides is added where there is none.
 */
export function cleanedTable(
  root: string,
  photos: readonly CleanedPhoto[],
  given: PhotoTable = ownTable,
): CleanedRows {
  const sideColumn = given.sideColumn ?? 'is_valid';
  const columns = given.columns.includes(sideColumn) ? given.columns : [...given.columns, sideColumn];
  const table = { ...given, columns, sideColumn };
  const byPath = new Map(photos.map((photo) => [photo.item.path, photo]));
  const known = new Set(given.rows.map(({ path }) => path));
  const kept = given.rows.flatMap(({ path, record }): string[][] => {
    const cleaned = byPath.get(path);
    // Photos that the cleaner was not given, those for test among them, stay as they are.
    if (!cleaned) return [columns.map((column) => text(record[column]))];
    return stays(cleaned) ? [rowOf(root, cleaned, table, record)] : [];
  });
  const others = photos.filter((photo) => stays(photo) && !known.has(photo.item.path));
  const head = given.header ? [columns] : [];
  const lines = [...head, ...kept, ...others.map((photo) => rowOf(root, photo, table, {}))];
  return { delimiter: given.delimiter, lines };
}

function stays({ photo: { gone, mark } }: CleanedPhoto): boolean {
  return !gone && mark !== 'delete';
}

function rowOf(
  root: string,
  { item, photo }: CleanedPhoto,
  { columns, nameColumn, labelColumn, sideColumn, folder, suffix }: PhotoTable,
  record: Readonly<Record<string, unknown>>,
): string[] {
  const name = relativePath(join(root, folder), photo.path);
  const label = photo.newLabel ?? photo.label;
  const side = item.split === undefined ? '' : item.split === 'valid' ? 'True' : 'False';
  const cells = new Map(columns.map((column) => [column, text(record[column])]));
  if (photo.path !== item.path || !cells.get(nameColumn))
    cells.set(nameColumn, name.endsWith(suffix) ? name.slice(0, name.length - suffix.length) : name);
  if (label !== item.label || !cells.get(labelColumn)) cells.set(labelColumn, label ?? item.labelText ?? '');
  if (sideColumn !== undefined && !cells.get(sideColumn)) cells.set(sideColumn, side);
  return [...cells.values()];
}

function text(cell: unknown): string {
  return cell === undefined || cell === null ? '' : String(cell);
}
