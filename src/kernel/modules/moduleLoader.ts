import { readFileSync, statSync } from 'node:fs';
import { dirname, extname } from 'node:path';
import { notebookPorts } from '../../notebook/index.js';
import type { NotebookPackages } from '../packages/notebookPackages.js';
import { isNpm, parseNpm } from '../packages/npmSpecifier.js';
import { type CodeEnvironment, codeFunction } from './codeFunction.js';
import { importForeign } from './importForeign.js';
import { bindLive, bindValue, importedNamespace, importedValue, type Namespace } from './interop.js';
import { isInstalled } from './isInstalled.js';
import { LocalModule } from './localModule.js';
import { outside } from './outside.js';
import { mappedFile, type PathMapping } from './pathMapping.js';
import { isLocalSpecifier, isOurs as isOwnModule, resolveLocal } from './resolveLocal.js';
import { Surroundings } from './surroundings.js';

/** How a {@link ModuleLoader} turns a local file into code. */
export type CompileModule = (
  path: string,
  text: string,
) => Promise<{ readonly js: string; readonly map: string }>;

export interface ModuleLoaderOptions {
  readonly packageRoot: string;
  /** What cells import by `npm:…`, and by bare names when it is nowhere else. */
  readonly packages: NotebookPackages;
  /** Writes to the output of the running cell. */
  readonly write: (stream: 'stdout' | 'stderr', text: string) => void;
  readonly compile: CompileModule;
  /** Told of each file that `require` has compiled. */
  readonly compiled: (path: string, text: string, map: string) => void;
  /** Calls the code of a local file. @default at once */
  readonly run?: (path: string, code: () => Promise<unknown>) => Promise<unknown>;
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
  /** Names under which the folder's project imports its own files. */
  paths: PathMapping | undefined;
  readonly #options: ModuleLoaderOptions;
  readonly #local = new Map<string, LocalModule>();
  /** What code in a file is given besides its imports. */
  readonly surroundings: Surroundings;

  constructor(options: ModuleLoaderOptions) {
    this.#options = options;
    this.surroundings = new Surroundings(options);
  }

  /** Imports a module and binds names of it in a scope: `[local, imported]`. */
  async bind(
    scope: Record<string, unknown>,
    specifier: string,
    pairs: readonly (readonly [string, string])[],
    importer: Importer,
  ): Promise<void> {
    const meant = mappedFile(specifier, this.paths) ?? specifier;
    const local = this.#localModule(meant, importer);
    if (!local) {
      const namespace = await this.#foreign(meant, importer);
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
    const meant = mappedFile(specifier, this.paths) ?? specifier;
    const local = this.#localModule(meant, importer);
    if (!local) return importedNamespace(await this.#foreign(meant, importer, options));
    await this.#load(local, importer.module);
    return local.namespace;
  }

  /** The variables at the top of a local file that has run. */
  scopeOf(path: string): Record<string, unknown> | undefined {
    return this.#local.get(path)?.scope;
  }

  /** Whether a module that a cell in the folder imports can be there, without Node having been asked for it. */
  isInstalled(specifier: string, folder: string): boolean {
    if (mappedFile(specifier, this.paths) !== undefined) return true;
    return isInstalled(specifier, [folder, this.#options.packages.folder, this.#options.packageRoot]);
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

  /** The local module that a specifier means, if the cell compiler is to run it. */
  #localModule(specifier: string, { folder }: Importer): LocalModule | undefined {
    if (!isLocalSpecifier(specifier)) return undefined;
    const path = resolveLocal(specifier, folder);
    if (path === undefined || path.includes('/node_modules/') || !isOurs(path)) return undefined;
    const known = this.#local.get(path) ?? new LocalModule(path);
    this.#local.set(path, known);
    return known;
  }

  async #foreign(specifier: string, { folder }: Importer, options?: ImportCallOptions): Promise<Namespace> {
    const { packages, packageRoot, write } = this.#options;
    if (specifier === 'node:test') return this.surroundings.nodeTest;
    const places = { folder, packages: packages.folder, packageRoot };
    if (!isNpm(specifier) || isOwnModule(specifier)) return importForeign(specifier, places, options);
    const found = await packages.provide(specifier, { signal: notebookPorts().interruptSignal(), write });
    const name = found.name + (parseNpm(specifier)?.subpath ?? '');
    return importForeign(name, { ...places, folder: found.folder }, options);
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
    const { namespace, scope } = module;
    const { js } = await this.#options.compile(module.path, readFileSync(module.path, 'utf8'));
    const importer = { folder: dirname(module.path), module };
    const code = codeFunction(js, module.path);
    const environment: CodeEnvironment = {
      ...this.surroundings.of(module.path),
      __scope__: scope,
      __outside__: outside,
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
    };
    const run = (): Promise<unknown> => code(environment);
    await (this.#options.run?.(module.path, run) ?? run());
  }
}

/** Files that the cell compiler runs: everything with ES syntax that is not in a package. */
function isOurs(path: string): boolean {
  const extension = extname(path);
  if (/^\.[cm]?tsx?$/.test(extension) || extension === '.mjs' || extension === '.jsx') return true;
  return extension === '.js' && /^\s*(import|export)\b|\bimport\.meta\b/m.test(readFileSync(path, 'utf8'));
}
