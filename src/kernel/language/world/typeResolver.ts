import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { isOurs, ownName } from '../../modules/resolveLocal.js';
import { isNpm, parseNpm } from '../../packages/npmSpecifier.js';
import { findPackage, ownPackages } from '../../packages/packagePlaces.js';
import { ts } from '../../patches/typescript.js';

/** What the search for a module came to. */
export type Resolution = ts.ResolvedModuleWithFailedLookupLocations;

/** Finds the types of the modules that cells and packages import. */
export class TypeResolver {
  /** What has been found, and read of the manifests of packages. */
  readonly cache: ts.ModuleResolutionCache;
  readonly #own: string;
  readonly #dist: string;
  /** Where what notebooks ask for by `npm:` is installed. */
  readonly packages: string;
  readonly #notebooks: string;
  readonly #host: ts.ModuleResolutionHost;
  readonly #options: ts.CompilerOptions;

  constructor(
    { cwd, packageRoot }: { readonly cwd: string; readonly packageRoot: string },
    options: ts.CompilerOptions,
    host: ts.ModuleResolutionHost,
  ) {
    this.cache = ts.createModuleResolutionCache(cwd, (name) => name, options);
    this.#options = options;
    this.#own = join(packageRoot, 'package.json');
    this.#notebooks = cwd;
    this.packages = ownPackages(cwd);
    this.#dist = join(packageRoot, 'dist/');
    this.#host = host;
  }

  /** From the file's folder; this package and TensorFlow from this package, wherever the notebook lies. */
  resolve(name: string, containing: string): Resolution {
    if (isOurs(name)) {
      const found = this.#attempt(ownName(name), this.#own);
      if (found.resolvedModule) return found;
    }
    if (isNpm(name)) return this.#resolveNpm(name);
    // Node's own modules are declared by its types, they are no files.
    if (isBuiltin(name)) return { resolvedModule: undefined } as Resolution;
    let found = this.#attempt(name, containing);
    if (found.resolvedModule) return found;
    if (!this.#isOfPackage(containing)) {
      // Perhaps it was installed since: failures are remembered too. What packages lack they do not get.
      this.cache.clear();
      found = this.#attempt(name, containing);
    }
    if (found.resolvedModule || /^[./]/.test(name)) return found;
    const installed = this.#attempt(name, join(this.packages, 'cell.ts'));
    return installed.resolvedModule ? installed : this.#attempt(name, this.#own);
  }

  /** What is not installed yet is unknown, for this time. */
  #resolveNpm(name: string): Resolution {
    const wanted = parseNpm(name);
    const found = wanted && findPackage(wanted, this.#notebooks, this.packages);
    if (!found) return { resolvedModule: undefined } as Resolution;
    const specifier = found.name + wanted.subpath;
    const from = join(found.folder, 'cell.ts');
    const resolved = this.#attempt(specifier, from);
    if (resolved.resolvedModule) return resolved;
    this.cache.clear();
    return this.#attempt(specifier, from);
  }

  #isOfPackage(file: string): boolean {
    return file.includes('/node_modules/') || file.startsWith(this.#dist);
  }

  #attempt(name: string, from: string): Resolution {
    return ts.resolveModuleName(name, from, this.#options, this.#host, this.cache);
  }
}

/** The file to read for a module's types: a package's JavaScript says too little, such a package is `any`. */
export function typedFile({ resolvedModule }: Resolution): string | undefined {
  if (!resolvedModule) return undefined;
  const { extension, isExternalLibraryImport, resolvedFileName } = resolvedModule;
  return isExternalLibraryImport && /^\.[cm]?jsx?$/.test(extension) ? undefined : resolvedFileName;
}
