import { existsSync, readFileSync } from 'node:fs';
import { createRequire, isBuiltin } from 'node:module';
import { dirname, extname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { constants, Script } from 'node:vm';
import { PathNotFoundError, parseJson } from '../../core/index.js';
import { importWasm } from './importWasm.js';
import type { Namespace } from './interop.js';
import { isInstalled } from './isInstalled.js';
import { isLocalSpecifier, isOurs, ownName, resolveLocal } from './resolveLocal.js';

/** Where packages are looked for. */
export interface PackagePlaces {
  /** Of whoever imports. */
  readonly folder: string;
  /** What was installed for the notebook. */
  readonly packages: string;
  /** Of this package. */
  readonly packageRoot: string;
}

/** Imports what the cell compiler does not run: packages, Node's modules, JSON, WebAssembly and CommonJS files. */
export async function importForeign(
  specifier: string,
  { folder, packages, packageRoot }: PackagePlaces,
  options?: ImportCallOptions,
): Promise<Namespace> {
  if (isLocalSpecifier(specifier)) return importFile(specifier, folder, options);
  const isUrl = /^[a-z]+:/.test(specifier) && !isOurs(specifier);
  if (isBuiltin(specifier) || isUrl) return nativeImport(folder, specifier, options);
  const here = [folder, specifier] as const;
  const own = [packageRoot, ownName(specifier)] as const;
  // Node is not asked before it is there: it would remember that it was not.
  const installed = isInstalled(specifier, [packages]) ? [[packages, specifier] as const] : [];
  return importFirst(isOurs(specifier) ? [own, here] : [here, ...installed, own], options);
}

/** Imports from the first place that has it. */
async function importFirst(
  [first, ...rest]: readonly (readonly [folder: string, specifier: string])[],
  options?: ImportCallOptions,
): Promise<Namespace> {
  try {
    return await importPackage(...(first as readonly [string, string]), options);
  } catch (error) {
    if (!isNotFound(error) || rest.length === 0) throw error;
    return importFirst(rest, options).catch((other: unknown) => {
      throw isNotFound(other) ? error : other;
    });
  }
}

async function importPackage(
  folder: string,
  specifier: string,
  options?: ImportCallOptions,
): Promise<Namespace> {
  if (specifier.endsWith('.wasm'))
    return importWasm(createRequire(join(folder, 'cell.js')).resolve(specifier), nativeImport);
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
  if (path === undefined) throw new PathNotFoundError(resolve(folder, specifier), 'file');
  if (path.endsWith('.json')) {
    const value = parseJson(readFileSync(path, 'utf8'));
    return value !== null && typeof value === 'object' ? { ...value, default: value } : { default: value };
  }
  if (path.endsWith('.wasm')) return importWasm(path, nativeImport);
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

/** Node's own `import()`, as if written in a file of the folder; JSON needs no attribute, as in TypeScript. */
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
  return importer(
    specifier,
    options ?? (specifier.endsWith('.json') ? { with: { type: 'json' } } : undefined),
  );
}
