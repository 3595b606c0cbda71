import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Real photos and weights that developers keep beside the checkout, in `../shared/data`: names them in `TSVISION_DATA` for
 * this process and those that it starts, unless that names another folder (or, empty, none). What is installed looks there
 * for nothing.
 */
export function useSharedData() {
  const folder = join(fileURLToPath(new URL('../..', import.meta.url)), 'shared', 'data');
  if (process.env.TSVISION_DATA === undefined && existsSync(folder)) process.env.TSVISION_DATA = folder;
}
