import { inspect } from 'node:util';
import { escapeHtml } from '../escapeHtml.js';
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
  const head = columns.map((key) => `<th>${escapeHtml(key)}</th>`).join('');
  const body = rows.map((row, i) => {
    const cells = columns.map((key) => cellHtml(readSafely(row, key))).join('');
    return `<tr><th>${i}</th>${cells}</tr>`;
  });
  const isPart = rows.length < records.length || columns.length < keys.length;
  const note = isPart ? `<p>${records.length} rows × ${keys.length} columns</p>` : '';
  return `<table><thead><tr><th></th>${head}</tr></thead><tbody>${body.join('')}</tbody></table>${note}`;
}

function cellHtml(value: unknown): string {
  if (value === undefined) return '<td></td>';
  const align = typeof value === 'number' || typeof value === 'bigint' ? 'right' : 'left';
  const text = typeof value === 'string' ? value : inspect(value, { depth: 1, breakLength: Infinity });
  return `<td style="text-align:${align}">${escapeHtml(text)}</td>`;
}

function isPlainRecord(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return (prototype === null || prototype === Object.prototype) && Object.keys(value).length > 0;
}
