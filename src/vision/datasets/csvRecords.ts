import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import { expandPath, PathNotFoundError } from '../../core/index.js';
import type { PhotoRecord } from './recordsSplit.js';

/**
 * Rows of a CSV file.
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
  const names = header ? (rows.shift() ?? []) : (rows[0] ?? []).map((_, i) => `column${i}`);
  return rows.map((row) => Object.fromEntries(row.map((cell, i) => [names[i] || `column${i}`, cell])));
}
