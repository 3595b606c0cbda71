import { existsSync } from 'node:fs';
import { createRequire, isBuiltin } from 'node:module';
import { join } from 'node:path';
import { isLocalSpecifier, isOurs } from './resolveLocal.js';

/**
 * Whether a package lies where Node would look for it from one of the folders. Node itself remembers what it has not
 * found, also when it is installed a moment later. What is no other package's name counts as installed.
 */
export function isInstalled(specifier: string, folders: readonly string[]): boolean {
  if (isLocalSpecifier(specifier) || isBuiltin(specifier) || isOurs(specifier)) return true;
  if (/^(?:[a-z]+:|#)/.test(specifier)) return true;
  const parts = specifier.split('/').slice(0, specifier.startsWith('@') ? 2 : 1);
  const places = folders.flatMap(
    (each) => createRequire(join(each, 'cell.js')).resolve.paths(specifier) ?? [],
  );
  return places.some((place) => existsSync(join(place, ...parts)));
}
