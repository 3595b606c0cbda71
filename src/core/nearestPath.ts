import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { nearestName } from './nearestName.js';

/** The path that a misspelt one most likely meant, or `undefined`: its first part that is not there is spelt anew. */
export function nearestPath(path: string): string | undefined {
  let folder = dirname(path);
  while (!existsSync(folder) && dirname(folder) !== folder) folder = dirname(folder);
  const [wrong = '', ...rest] = relative(folder, path).split(sep);
  const near = nearestName(wrong, namesIn(folder));
  const meant = near === undefined ? undefined : join(folder, near, ...rest);
  return meant !== undefined && meant !== path && existsSync(meant) ? meant : undefined;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => !name.startsWith('.'));
  } catch {
    return [];
  }
}
