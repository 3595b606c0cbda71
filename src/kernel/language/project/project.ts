import { resolve } from 'node:path';
import type { PathMapping } from '../../modules/pathMapping.js';
import type { ts } from '../../patches/typescript.js';
import { shownUnder } from './leniency.js';
import { nearestConfig } from './nearestConfig.js';
import { checkingOptions, emittingOptions } from './takenOptions.js';

/** What the folder of a notebook says about its language: the nearest `tsconfig.json`, or the defaults. */
export interface Project {
  /** Folder of the notebook. */
  readonly folder: string;
  /** How cells are checked. */
  readonly checking: ts.CompilerOptions;
  /** How cells and local files are turned into JavaScript. */
  readonly emitting: ts.CompilerOptions;
  /** Where modules are that are imported under names of the project's own. */
  readonly paths: PathMapping | undefined;
  /** What is wrong with the `tsconfig.json`. */
  readonly problems: readonly string[];
  /** Whether it asks for strictness also in what has no types written. */
  readonly isStrict: boolean;
  /** Whether a diagnostic is shown, by its number. */
  shows(code: number): boolean;
  /** Whether the files that it was read from are as they were. */
  isCurrent(): boolean;
}

/** Reads what counts for the notebooks of a folder. */
export function readProject(folder: string): Project {
  const { options, isMember, problems, isCurrent } = nearestConfig(folder);
  return {
    folder,
    checking: checkingOptions(options, isMember),
    emitting: emittingOptions(options),
    paths: pathMapping(options),
    problems,
    isStrict: isMember && asksForTypes(options),
    shows: shownUnder(isMember ? options : {}),
    isCurrent,
  };
}

function asksForTypes({ strict, noImplicitAny, noImplicitThis }: ts.CompilerOptions): boolean {
  return [strict, noImplicitAny, noImplicitThis].includes(true);
}

function pathMapping(options: ts.CompilerOptions): PathMapping | undefined {
  const { baseUrl, paths } = options;
  if (baseUrl === undefined && paths === undefined) return undefined;
  const from = baseUrl ?? (options.pathsBasePath as string);
  const patterns = Object.entries(paths ?? {}).map(
    ([pattern, places]) => [pattern, places.map((place) => resolve(from, place))] as const,
  );
  return { base: baseUrl, patterns };
}
