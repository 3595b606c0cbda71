import { createRequire, isBuiltin } from 'node:module';
import { join } from 'node:path';
import { isLocalSpecifier, isOurs, resolveLocal } from './resolveLocal.js';

/** Names under which a project imports its own files: `paths` and `baseUrl` of its `tsconfig.json`. */
export interface PathMapping {
  /** The folder from which bare names are tried before they mean packages. */
  readonly base: string | undefined;
  /** Each name, with at most one star, and where it may be: absolute, a star for what the name's star stands for. */
  readonly patterns: readonly (readonly [name: string, places: readonly string[]])[];
}

/** The file that a name means by the mapping; `undefined` when it means what it means everywhere. */
export function mappedFile(specifier: string, mapping: PathMapping | undefined): string | undefined {
  if (!mapping || isLocalSpecifier(specifier) || isBuiltin(specifier) || isOurs(specifier)) return undefined;
  const places = placesOf(specifier, mapping);
  for (const place of places) {
    const file = fileAt(place);
    if (file !== undefined) return file;
  }
  return undefined;
}

/** As TypeScript tries them: those of the exact name, or of the pattern that says most, then the base folder. */
function placesOf(specifier: string, { base, patterns }: PathMapping): string[] {
  const fitting = patterns
    .map(([name, places]) => ({ places, match: matchOf(name, specifier) }))
    .filter(({ match }) => match !== undefined)
    .sort((a, b) => (b.match?.weight ?? 0) - (a.match?.weight ?? 0))[0];
  const mapped = fitting?.places.map((place) => place.replace('*', () => fitting.match?.rest ?? '')) ?? [];
  return base === undefined ? mapped : [...mapped, join(base, specifier)];
}

function matchOf(name: string, specifier: string): { rest: string; weight: number } | undefined {
  const star = name.indexOf('*');
  if (star < 0) return name === specifier ? { rest: '', weight: Number.POSITIVE_INFINITY } : undefined;
  const [before, after] = [name.slice(0, star), name.slice(star + 1)];
  const fits =
    specifier.startsWith(before) && specifier.endsWith(after) && specifier.length >= name.length - 1;
  if (!fits) return undefined;
  return { rest: specifier.slice(star, specifier.length - after.length), weight: before.length };
}

/** A file of code, or what a folder with a manifest says is its entry. Declarations are for the checker alone. */
function fileAt(place: string): string | undefined {
  const file = resolveLocal(place, '/');
  if (file !== undefined) return /\.d\.[cm]?ts$/.test(file) ? undefined : file;
  try {
    return createRequire(join(place, 'package.json')).resolve(place);
  } catch {
    return undefined;
  }
}
