import { dirname, join } from 'node:path';
import type { CodeEnvironment } from '../modules/codeFunction.js';
import type { ModuleLoader } from '../modules/moduleLoader.js';
import { outside } from '../modules/outside.js';
import type { CellRun } from './notebookMagics.js';

/** What cells of one notebook share. */
export interface CellSurroundings {
  /** Where relative paths start. */
  readonly folder: string;
  readonly scope: Record<string, unknown>;
  readonly modules: ModuleLoader;
}

/** What the code of a cell is given. */
export function cellEnvironment(
  { folder, scope, modules }: CellSurroundings,
  { name, file, replaced, magic, verdict }: CellRun,
): CodeEnvironment {
  const importer = { folder: file === undefined ? folder : dirname(file) };
  return {
    ...modules.surroundings.of(file ?? join(folder, name), file !== undefined),
    __scope__: scope,
    __outside__: outside,
    __import__: async (specifier, pairs) => {
      const load = (): Promise<void> => modules.bind(scope, specifier, pairs, importer);
      const names = pairs.map(([local]) => local);
      await (verdict
        ? verdict.import({ names, isInstalled: modules.isInstalled(specifier, importer.folder), load })
        : load());
      for (const name of names) replaced.add(name);
    },
    __dynamicImport__: (specifier, options) => modules.import(String(specifier), importer, options),
    __declared__: (...names) => {
      for (const each of names) replaced.add(each);
    },
    __exports__: () => {},
    __exportAll__: async (specifier) => {
      await modules.import(specifier, importer);
    },
    __magic__: magic,
  };
}
