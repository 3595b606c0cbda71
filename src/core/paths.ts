import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of this package: of `package.json`, `notebooks/` and the like. */
export function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return folder;
}

/**
 * The user's cache folder for this project: `TSVISION_CACHE`, else `$XDG_CACHE_HOME/tsvision`, else
 * `~/.cache/tsvision`. Everything in it can be made or fetched again.
 */
export function cacheFolder(...parts: string[]): string {
  const base =
    process.env.TSVISION_CACHE || join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'tsvision');
  return join(base, ...parts);
}

/**
 * The folder of real photos and weights that `TSVISION_DATA` names, if it is there. Below it are `bears/`, `catdog/`,
 * `flowers/`, `mnist/` and `weights/`, as far as somebody has put them there.
 */
export function realDataFolder(): string | undefined {
  const folder = process.env.TSVISION_DATA;
  if (!folder) return undefined;
  const path = expandPath(folder);
  return existsSync(path) ? path : undefined;
}

/**
 * A path as people should see it: relative to the current folder where it lies below it, with `~` for the home
 * folder and `…` for where the real photos are, else as it is. Notebooks are shared; where somebody keeps them is nobody's business.
 */
export function shownPath(path: string): string {
  const below = (base: string): string | undefined => {
    const rest = relative(base, path);
    return rest.startsWith('..') || isAbsolute(rest) ? undefined : rest;
  };
  const here = below(process.cwd());
  if (here !== undefined) return here || '.';
  const home = below(homedir());
  if (home !== undefined) return join('~', home);
  const real = realDataFolder();
  const photo = real && below(dirname(real));
  return photo ? join('…', photo) : path;
}

/** An absolute path, with a leading `~` read as the home folder. */
export function expandPath(path: string): string {
  return resolve(path === '~' || path.startsWith('~/') ? join(homedir(), path.slice(1)) : path);
}
