import { readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, extname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type CodeEnvironment, codeFunction } from './codeFunction.js';
import { importForeign } from './importForeign.js';
import { bindLive, bindValue, importedNamespace, importedValue, type Namespace } from './interop.js';
import { isInstalled } from './isInstalled.js';
import { LocalModule } from './localModule.js';
import { isLocalSpecifier, isOurs as isOwnModule, resolveLocal } from './resolveLocal.js';

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
      const namespace = await this.#foreign(specifier, importer);
      for (const [name, imported] of pairs)
        bindValue(scope, name, importedValue(namespace, imported), specifier, imported);
      return;
    }
    await this.#load(local, importer.module);
    for (const [name, imported] of pairs) bindLive(scope, name, () => local.namespace, specifier, imported);
  }

  /**
   * Begins to load what of ours a text imports, while its types are still looked at: each takes a second or so, in
   * a thread of its own. Loading it does no more than that; a cell that is refused has lost nothing.
   */
  loadAhead(code: string, folder: string): void {
    for (const [, specifier = ''] of code.matchAll(/\bfrom\s*['"]([^'"\n]+)['"]/g))
      if (isOwnModule(specifier)) void this.#foreign(specifier, { folder }).catch(() => {});
  }

  /** `import(…)`. */
  async import(specifier: string, importer: Importer, options?: ImportCallOptions): Promise<Namespace> {
    const local = this.#localModule(specifier, importer);
    if (!local) return importedNamespace(await this.#foreign(specifier, importer, options));
    await this.#load(local, importer.module);
    return local.namespace;
  }

  /** Whether a module that a cell in the folder imports can be there, without Node having been asked for it. */
  isInstalled(specifier: string, folder: string): boolean {
    return isInstalled(specifier, [folder, this.#options.packageRoot]);
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

  #foreign(specifier: string, { folder }: Importer, options?: ImportCallOptions): Promise<Namespace> {
    return importForeign(specifier, folder, this.#options.packageRoot, options);
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
}

/** Files that the cell compiler runs: everything with ES syntax that is not in a package. */
function isOurs(path: string): boolean {
  const extension = extname(path);
  if (/^\.[cm]?tsx?$/.test(extension) || extension === '.mjs') return true;
  return extension === '.js' && /^\s*(import|export)\b|\bimport\.meta\b/m.test(readFileSync(path, 'utf8'));
}
