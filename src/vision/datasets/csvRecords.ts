import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import { expandPath, orderedRecord, PathNotFoundError } from '../../core/index.js';
import type { PhotoRecord } from './photoTable.js';

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
