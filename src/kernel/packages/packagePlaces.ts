import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { cacheFolder } from '../../core/index.js';
import type { NpmSpecifier } from './npmSpecifier.js';

const satisfies = createRequire(import.meta.url)('semver/functions/satisfies') as (
  version: string,
  range: string,
) => boolean;
const validRange = createRequire(import.meta.url)('semver/ranges/valid') as (range: string) => string | null;

/** A package that is there: `import NAME` from the folder finds it. */
export interface FoundPackage {
  readonly folder: string;
  readonly name: string;
}

/** Where the notebooks of a folder keep the packages that they ask for themselves. */
export function ownPackages(notebookFolder: string): string {
  const mark = createHash('sha256').update(notebookFolder).digest('hex').slice(0, 16);
  return join(cacheFolder('npm', mark), 'packages');
}

/** The nearest folder, from this one up, that has a `package.json`. */
export function projectOf(folder: string): string | undefined {
  return foldersUp(folder).find((each) => existsSync(join(each, 'package.json')));
}

/**
 * Finds what `npm:…` asks for without asking npm: in a `node_modules` beside the notebook or above, in a version that
 * fits, or among what was installed for it.
 */
export function findPackage(
  wanted: NpmSpecifier,
  notebookFolder: string,
  own: string,
): FoundPackage | undefined {
  const project = foldersUp(notebookFolder).find((each) => manifestVersion(each, wanted.name) !== undefined);
  if (project !== undefined && fits(manifestVersion(project, wanted.name), wanted.range))
    return { folder: project, name: wanted.name };
  if (fits(manifestVersion(own, wanted.name), wanted.range)) return { folder: own, name: wanted.name };
  const name = versionedName(wanted);
  return manifestVersion(own, name) === undefined ? undefined : { folder: own, name };
}

/** The name of a package's second version in one folder: a tag or a range is part of it. */
export function versionedName({ name, range }: NpmSpecifier): string {
  return `${name}--${range.toLowerCase().replace(/[^a-z\d.]+/g, '-')}`;
}

/** Whether the package's plain name is still free in a folder. */
export function isFree(folder: string, name: string): boolean {
  return manifestVersion(folder, name) === undefined;
}

/** The version of a package that is installed in a folder. */
export function manifestVersion(folder: string, name: string): string | undefined {
  try {
    const text = readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8');
    return String((JSON.parse(text) as { version?: unknown }).version);
  } catch {
    return undefined;
  }
}

/** A tag fits only where it was asked for by name. */
function fits(version: string | undefined, range: string): boolean {
  if (version === undefined) return false;
  return range === '' || (validRange(range) !== null && satisfies(version, range));
}

function foldersUp(folder: string): string[] {
  const above = dirname(folder);
  return above === folder ? [folder] : [folder, ...foldersUp(above)];
}
