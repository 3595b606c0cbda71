import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { atomicWrite } from '../../../core/index.js';
import { type PlannedMove, relativePath, trashName } from '../../../data/index.js';
import type { PhotoState } from '../decisions/cleanerState.js';

/** Name of the list of good photos, as fastai's. */
export const csvName = 'cleaned.csv';

/** Header and a row for each photo that stays: relative path and class. */
export function cleanedCsv(root: string, photos: readonly PhotoState[]): string {
  const rows = photos
    .filter(({ gone, mark }) => !gone && mark !== 'delete')
    .map(({ path, label, newLabel }) => [relativePath(root, path), newLabel ?? label ?? '']);
  return [['name', 'label'], ...rows].map((row) => `${row.map(csvField).join(',')}\n`).join('');
}

/**
 * Writes the list into the trash folder and plans how it gets its place: the one that is there goes to the trash,
 * so that both ways are moves, all or none, and can be taken back. No moves when the list is there already.
 */
export async function planCsv(root: string, csv: string, id: string): Promise<PlannedMove[]> {
  const isThere = existsSync(join(root, csvName));
  if (isThere && readFileSync(join(root, csvName), 'utf8') === csv) return [];
  const fresh = `${trashName}/${id}/new/${csvName}`;
  await atomicWrite(join(root, fresh), csv);
  return [
    ...(isThere ? [{ from: csvName, to: `${trashName}/${id}/${csvName}`, reason: 'replaced' }] : []),
    { from: fresh, to: csvName, reason: 'cleaned' },
  ];
}

/** Quoted where RFC 4180 asks for it. */
function csvField(text: string): string {
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
