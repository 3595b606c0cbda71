import { inspect } from 'node:util';
import { tableHtml } from '../tables.js';
import { readSafely } from './inspectSafely.js';

/** What of a large table is shown. */
const mostRows = 60;
const mostColumns = 30;

/** Whether the value is a list of plain records, as rows of a table are; a list with holes is none. */
export function isRecords(value: unknown): value is readonly Record<string, unknown>[] {
  return (
    Array.isArray(value) && value.length > 0 && Array.from(value.slice(0, mostRows)).every(isPlainRecord)
  );
}

/** A list of records as an HTML table; a column for every key, in the order in which keys first appear. */
export function recordTable(records: readonly Record<string, unknown>[]): string {
  const rows = records.slice(0, mostRows);
  const keys = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const columns = keys.slice(0, mostColumns);
  const values = rows.map((row) => columns.map((key) => readSafely(row, key)));
  const cells = values.map((row, i) => [String(i), ...row.map(cellText)]);
  const table = tableHtml(['', ...columns], cells, {
    rowHeads: true,
    align: (column, row) => (row < 0 || column === 0 ? undefined : sideOf(values[row]?.[column - 1])),
  });
  const isPart = rows.length < records.length || columns.length < keys.length;
  return `${table}${isPart ? `<p>${records.length} rows × ${keys.length} columns</p>` : ''}`;
}

function cellText(value: unknown): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : inspect(value, { depth: 1, breakLength: Infinity });
}

function sideOf(value: unknown): 'left' | 'right' | undefined {
  if (value === undefined) return undefined;
  return typeof value === 'number' || typeof value === 'bigint' ? 'right' : 'left';
}

function isPlainRecord(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return (prototype === null || prototype === Object.prototype) && Object.keys(value).length > 0;
}
