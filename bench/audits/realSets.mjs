import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { listImageFiles } from '../../dist/data/index.js';

const names = ['bears', 'catdog', 'flowers'];

/** The real sets that are on this machine, in the folder `TSVISION_DATA`. */
export function realSets() {
  const folder = process.env.TSVISION_DATA;
  return folder ? names.filter((name) => existsSync(join(folder, name))) : [];
}

/** Where a real set is. */
export function folderOf(set) {
  return join(process.env.TSVISION_DATA ?? '', set);
}

/** Its photos. */
export async function photosOf(set) {
  return (await listImageFiles(folderOf(set))).images;
}
