import { join } from 'node:path';
import { isOurs, ownName } from '../../modules/resolveLocal.js';
import { ts } from '../../patches/typescript.js';
import { compilerOptions } from './compilerOptions.js';

/** What the search for a module came to. */
export type Resolution = ts.ResolvedModuleWithFailedLookupLocations;

/** Finds the types of the modules that cells and packages import. */
export class TypeResolver {
  readonly #cache: ts.ModuleResolutionCache;
  readonly #own: string;
  readonly #host: ts.ModuleResolutionHost;

  constructor(
    { cwd, packageRoot }: { readonly cwd: string; readonly packageRoot: string },
    host: ts.ModuleResolutionHost,
  ) {
    this.#cache = ts.createModuleResolutionCache(cwd, (name) => name, compilerOptions);
    this.#own = join(packageRoot, 'package.json');
    this.#host = host;
  }

  /** From the file's folder; this package and TensorFlow from this package, wherever the notebook lies. */
  resolve(name: string, containing: string): Resolution {
    if (isOurs(name)) {
      const found = this.#attempt(ownName(name), this.#own);
      if (found.resolvedModule) return found;
    }
    let found = this.#attempt(name, containing);
    if (found.resolvedModule) return found;
    // Perhaps it was installed since: failures are remembered too.
    this.#cache.clear();
    found = this.#attempt(name, containing);
    return found.resolvedModule || /^[./]/.test(name) ? found : this.#attempt(name, this.#own);
  }

  #attempt(name: string, from: string): Resolution {
    return ts.resolveModuleName(name, from, compilerOptions, this.#host, this.#cache);
  }
}

/** The file to read for a module's types: a package's JavaScript says too little, such a package is `any`. */
export function typedFile({ resolvedModule }: Resolution): string | undefined {
  if (!resolvedModule) return undefined;
  const { extension, isExternalLibraryImport, resolvedFileName } = resolvedModule;
  return isExternalLibraryImport && /^\.[cm]?jsx?$/.test(extension) ? undefined : resolvedFileName;
}
