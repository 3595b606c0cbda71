import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { atomicWrite, csvLine } from '../../../core/index.js';
import { type PlannedMove, trashName } from '../../../data/index.js';
import type { PhotoTable } from '../../../vision/index.js';
import { type CleanedPhoto, cleanedTable } from './cleanedTable.js';

/** Name of the list of good photos, as fastai's. */
export const csvName = 'cleaned.csv';

/** A row for each photo that stays, in a table like the one that the photos came from. */
export function cleanedCsv(root: string, photos: readonly CleanedPhoto[], table?: PhotoTable): string {
  const { delimiter, lines } = cleanedTable(root, photos, table);
  return lines.map((line) => csvLine(line, delimiter)).join('');
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
