import { join } from 'node:path';
import { constants, Script } from 'node:vm';

type Importer = (specifier: string, options?: ImportCallOptions) => Promise<Record<string, unknown>>;

const importers = new Map<string, Importer>();

/** Node's own `import()`, as if written in a file of the folder. */
export function nativeImport(
  folder: string,
  specifier: string,
  options?: ImportCallOptions,
): Promise<Record<string, unknown>> {
  let importer = importers.get(folder);
  if (!importer) {
    hushExperimentalWarning();
    const script = new Script('(specifier, options) => import(specifier, options)', {
      filename: join(folder, 'cell.js'),
      importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    });
    importer = script.runInThisContext() as Importer;
    importers.set(folder, importer);
  }
  return importer(specifier, options);
}

let hushed = false;

/** Node warns once that this way of importing is experimental in its version 20; the user can do nothing about it. */
function hushExperimentalWarning(): void {
  if (hushed) return;
  hushed = true;
  const emitWarning = process.emitWarning.bind(process) as (...args: unknown[]) => void;
  process.emitWarning = ((...args: unknown[]) => {
    if (!String(args[0]).includes('USE_MAIN_CONTEXT_DEFAULT_LOADER')) emitWarning(...args);
  }) as typeof process.emitWarning;
}
