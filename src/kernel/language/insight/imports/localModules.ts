import { type Dirent, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** So many files beside a notebook are looked into, and those of folders in its folder. */
const mostFiles = 100;

/** A file that a cell can import. */
export interface LocalModule {
  /** `./folder/file.ts` */
  readonly specifier: string;
  readonly path: string;
}

/** The modules in a folder and in the folders in it. */
export function localModules(folder: string): LocalModule[] {
  const entries = entriesOf(folder);
  const own = modulesAmong(entries, folder, './');
  const inner = entries
    .filter((entry) => entry.isDirectory() && !/^(\.|node_modules$|dist$|build$|__)/.test(entry.name))
    .slice(0, 20)
    .flatMap(({ name }) => modulesAmong(entriesOf(join(folder, name)), join(folder, name), `./${name}/`));
  return [...own, ...inner].slice(0, mostFiles);
}

function modulesAmong(entries: readonly Dirent[], folder: string, before: string): LocalModule[] {
  return entries
    .filter(({ name }) => /(?<!\.d|\.test|\.spec|\.config)\.[cm]?[jt]sx?$/.test(name))
    .map(({ name }) => ({ specifier: before + name, path: join(folder, name) }));
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
