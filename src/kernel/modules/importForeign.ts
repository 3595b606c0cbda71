import { existsSync, readFileSync } from 'node:fs';
import { createRequire, isBuiltin } from 'node:module';
import { dirname, extname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { constants, Script } from 'node:vm';
import { parseJson } from '../../core/index.js';
import type { Namespace } from './interop.js';
import { isLocalSpecifier, isOurs, ownName, resolveLocal } from './resolveLocal.js';

/** Imports what the cell compiler does not run: packages, Node's modules, JSON and CommonJS files. */
export async function importForeign(
  specifier: string,
  folder: string,
  packageRoot: string,
  options?: ImportCallOptions,
): Promise<Namespace> {
  if (isLocalSpecifier(specifier)) return importFile(specifier, folder, options);
  if (isBuiltin(specifier) || /^[a-z]+:/.test(specifier)) return nativeImport(folder, specifier, options);
  const here = [folder, specifier] as const;
  const own = [packageRoot, ownName(specifier)] as const;
  const [first, second] = isOurs(specifier) ? [own, here] : [here, own];
  try {
    return await importPackage(...first, options);
  } catch (error) {
    if (!isNotFound(error)) throw error;
    return importPackage(...second, options).catch((other: unknown) => {
      throw isNotFound(other) ? error : other;
    });
  }
}

async function importPackage(
  folder: string,
  specifier: string,
  options?: ImportCallOptions,
): Promise<Namespace> {
  const exported = commonJsPackage(folder, specifier);
  if (exported === undefined) return nativeImport(folder, specifier, options);
  return { 'module.exports': exported, default: exported };
}

async function importFile(
  specifier: string,
  folder: string,
  options?: ImportCallOptions,
): Promise<Namespace> {
  const path = resolveLocal(specifier, folder);
  if (path === undefined) throw new Error(`There is no module at ${join(folder, specifier)}.`);
  if (path.endsWith('.json')) {
    const value = parseJson(readFileSync(path, 'utf8'));
    return value !== null && typeof value === 'object' ? { ...value, default: value } : { default: value };
  }
  if (path.includes('/node_modules/')) return nativeImport(folder, pathToFileURL(path).href, options);
  const require = createRequire(path);
  delete require.cache[path];
  const exported = require(path) as unknown;
  const members = exported !== null && typeof exported === 'object' ? exported : {};
  return { ...members, default: exported };
}

function isNotFound(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  return code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND';
}

/**
 * The exports of a package that is CommonJS for everybody, or `undefined`. Node's `import()` would give the same
 * object, after it has read the package's text for names: for TensorFlow that takes longer than running it.
 */
export function commonJsPackage(folder: string, specifier: string): unknown {
  const require = createRequire(join(folder, 'cell.js'));
  const file = resolveIfThere(require, specifier);
  if (file === undefined || !/^\.c?js$/.test(extname(file)) || !isPlainCommonJs(file)) return undefined;
  return require(file) as unknown;
}

function resolveIfThere(require: NodeJS.Require, specifier: string): string | undefined {
  try {
    return require.resolve(specifier);
  } catch {
    return undefined;
  }
}

/** Whether the file's package has one entry for all: no `exports`, no ES modules. */
function isPlainCommonJs(file: string): boolean {
  for (let folder = dirname(file); folder !== dirname(folder); folder = dirname(folder)) {
    const manifest = join(folder, 'package.json');
    if (!existsSync(manifest)) continue;
    const { name, exports, type } = JSON.parse(readFileSync(manifest, 'utf8')) as Record<string, unknown>;
    // A manifest without a name only sets the type of a folder.
    if (name === undefined) return false;
    return exports === undefined && type !== 'module';
  }
  return false;
}

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
    const script = new Script('(specifier, options) => import(specifier, options)', {
      filename: join(folder, 'cell.js'),
      importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    });
    importer = script.runInThisContext() as Importer;
    importers.set(folder, importer);
  }
  return importer(specifier, options);
}
