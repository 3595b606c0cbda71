import { readFileSync, statSync } from 'node:fs';
import { createRequire, isBuiltin } from 'node:module';
import { dirname, extname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type CodeEnvironment, codeFunction } from './codeFunction.js';
import { commonJsPackage } from './commonJsPackage.js';
import { importedNamespace, importedValue, missingExport } from './interop.js';
import { LocalModule } from './localModule.js';
import { nativeImport } from './nativeImport.js';
import { isLocalSpecifier, resolveLocal } from './resolveLocal.js';

/** How a {@link ModuleLoader} turns a local file into code. */
export type CompileModule = (
  path: string,
  text: string,
) => Promise<{ readonly js: string; readonly map: string }>;

export interface ModuleLoaderOptions {
  readonly packageRoot: string;
  readonly compile: CompileModule;
  /** Told when a file has been edited and its new version runs, or failed to. */
  readonly onReload?: (path: string, error?: unknown) => void;
}

type Namespace = Readonly<Record<string, unknown>>;

/** Where an import is written. */
export interface Importer {
  readonly folder: string;
  /** The local module that imports, if it is not a cell. */
  readonly module?: LocalModule;
}

/** Imports modules for cells: packages through Node, the user's own files through the cell compiler. */
export class ModuleLoader {
  /** Whether edited files are run again before the next cell. */
  autoreload = true;
  readonly #options: ModuleLoaderOptions;
  readonly #local = new Map<string, LocalModule>();

  constructor(options: ModuleLoaderOptions) {
    this.#options = options;
  }

  /** Imports a module and binds names of it in a scope: `[local, imported]`. */
  async bind(
    scope: Record<string, unknown>,
    specifier: string,
    pairs: readonly (readonly [string, string])[],
    importer: Importer,
  ): Promise<void> {
    const local = this.#localModule(specifier, importer);
    if (!local) {
      const namespace = await this.#importForeign(specifier, importer);
      for (const [name, imported] of pairs)
        bindValue(scope, name, importedValue(namespace, imported), specifier, imported);
      return;
    }
    await this.#load(local, importer.module);
    for (const [name, imported] of pairs) bindLive(scope, name, () => local.namespace, specifier, imported);
  }

  /** `import(…)`. */
  async import(specifier: string, importer: Importer, options?: ImportCallOptions): Promise<Namespace> {
    const local = this.#localModule(specifier, importer);
    if (!local) return importedNamespace(await this.#importForeign(specifier, importer, options));
    await this.#load(local, importer.module);
    return local.namespace;
  }

  /** Runs edited files again, if that is wanted. A file that fails keeps its old version. */
  async reloadChanged(): Promise<void> {
    if (!this.autoreload) return;
    for (const module of this.#local.values()) {
      const changed = statSync(module.path, { throwIfNoEntry: false })?.mtimeMs;
      if (changed === undefined || changed === module.changed) continue;
      const before = module.namespace;
      try {
        await this.#run(module, changed);
        this.#options.onReload?.(module.path);
      } catch (error) {
        module.namespace = before;
        this.#options.onReload?.(module.path, error);
      }
    }
  }

  /** `import.meta`, `require` and the like for code in a file. */
  static surroundings(
    path: string,
  ): Pick<CodeEnvironment, '__meta__' | 'require' | '__filename' | '__dirname'> {
    const require = createRequire(path);
    const url = pathToFileURL(path).href;
    const folder = dirname(path);
    const resolveUrl = (specifier: string): string =>
      isLocalSpecifier(specifier)
        ? new URL(specifier, url).href
        : pathToFileURL(require.resolve(specifier)).href;
    const meta = { url, filename: path, dirname: folder, resolve: resolveUrl, main: false };
    return { __meta__: meta, require, __filename: path, __dirname: folder };
  }

  /** The local module that a specifier means, if the cell compiler is to run it. */
  #localModule(specifier: string, { folder }: Importer): LocalModule | undefined {
    if (!isLocalSpecifier(specifier)) return undefined;
    const path = resolveLocal(specifier, folder);
    if (path === undefined || path.includes('/node_modules/') || !isOurs(path)) return undefined;
    const known = this.#local.get(path) ?? new LocalModule(path);
    this.#local.set(path, known);
    return known;
  }

  async #load(module: LocalModule, importer: LocalModule | undefined): Promise<void> {
    if (importer && module.isWaitingFor(importer)) return;
    if (module.changed === 0) {
      const changed = statSync(module.path).mtimeMs;
      module.ready = this.#run(module, changed).catch((error: unknown) => {
        this.#local.delete(module.path);
        throw error;
      });
    }
    if (importer) importer.waitingFor = module;
    try {
      await module.ready;
    } finally {
      if (importer) importer.waitingFor = undefined;
    }
  }

  async #run(module: LocalModule, changed: number): Promise<void> {
    module.replace(changed);
    const { namespace } = module;
    const { js } = await this.#options.compile(module.path, readFileSync(module.path, 'utf8'));
    const scope = Object.create(null) as Record<string, unknown>;
    const importer = { folder: dirname(module.path), module };
    await codeFunction(
      js,
      module.path,
    )({
      ...ModuleLoader.surroundings(module.path),
      __scope__: scope,
      __import__: (specifier, pairs) => this.bind(scope, specifier, pairs, importer),
      __dynamicImport__: (specifier, options) => this.import(String(specifier), importer, options),
      __declared__: () => {},
      __exports__: (entries) => module.define(scope, entries),
      __exportAll__: async (specifier) => {
        const all = await this.import(specifier, importer);
        for (const name of Object.keys(all))
          if (name !== 'default' && !(name in namespace))
            Object.defineProperty(namespace, name, {
              enumerable: true,
              configurable: true,
              get: () => all[name],
            });
      },
    });
  }

  async #importForeign(
    specifier: string,
    { folder }: Importer,
    options?: ImportCallOptions,
  ): Promise<Namespace> {
    if (isLocalSpecifier(specifier)) return importFile(specifier, folder, options);
    if (isBuiltin(specifier) || /^[a-z]+:/.test(specifier)) return nativeImport(folder, specifier, options);
    const own = this.#options.packageRoot;
    // One TensorFlow for all: tensors of another copy would mean nothing to the library.
    const isOurs = /^(tsvision|@tensorflow\/tfjs)($|[/-])/.test(specifier);
    const [first, second] = isOurs ? [own, folder] : [folder, own];
    try {
      return await importPackage(first, specifier, options);
    } catch (error) {
      if (!isNotFound(error)) throw error;
      return importPackage(second, specifier, options).catch((other: unknown) => {
        throw isNotFound(other) ? error : other;
      });
    }
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

/** Files that the cell compiler runs: everything with ES syntax that is not in a package. */
function isOurs(path: string): boolean {
  const extension = extname(path);
  if (/^\.[cm]?tsx?$/.test(extension) || extension === '.mjs') return true;
  return extension === '.js' && /^\s*(import|export)\b|\bimport\.meta\b/m.test(readFileSync(path, 'utf8'));
}

async function importFile(
  specifier: string,
  folder: string,
  options?: ImportCallOptions,
): Promise<Namespace> {
  const path = resolveLocal(specifier, folder);
  if (path === undefined) throw new Error(`There is no module at ${join(folder, specifier)}.`);
  if (path.endsWith('.json')) {
    const value = JSON.parse(readFileSync(path, 'utf8')) as unknown;
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

function noSuchExport(specifier: string, imported: string): never {
  throw new SyntaxError(`The module '${specifier}' has no export named '${imported}'.`);
}

function bindValue(
  scope: Record<string, unknown>,
  name: string,
  value: unknown,
  specifier: string,
  imported: string,
): void {
  // It may have been a type only: an error when it is used, not before.
  if (value === missingExport) defineAccessor(scope, name, () => noSuchExport(specifier, imported));
  else Object.defineProperty(scope, name, { value, writable: true, enumerable: true, configurable: true });
}

/** Follows the module: its variables may change, and the file may be edited and run again. */
function bindLive(
  scope: Record<string, unknown>,
  name: string,
  namespace: () => Namespace,
  specifier: string,
  imported: string,
): void {
  defineAccessor(scope, name, () => {
    const all = namespace();
    if (imported === '*') return all;
    return imported in all ? all[imported] : noSuchExport(specifier, imported);
  });
}

/** A property that is computed until it is assigned. */
function defineAccessor(scope: Record<string, unknown>, name: string, get: () => unknown): void {
  const set = (value: unknown): void => {
    Object.defineProperty(scope, name, { value, writable: true, enumerable: true, configurable: true });
  };
  Object.defineProperty(scope, name, { get, set, enumerable: true, configurable: true });
}
