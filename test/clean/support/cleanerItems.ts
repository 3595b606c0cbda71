import { readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { CleanerItem } from '../../../src/clean/cleaner/cleanerItem.js';

/** The photos of a folder of class folders, in order of their paths. */
export function itemsOf(root: string): CleanerItem[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.jpg') && !entry.parentPath.includes('.trash'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((path) => ({ path, label: basename(dirname(path)) }));
}
