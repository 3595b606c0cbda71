import { isBuiltin } from 'node:module';
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { NotebookPackages } from '../packages/notebookPackages.js';
import { nodeTest } from '../tests/nodeTest.js';
import { cellRequire } from './cellRequire.js';
import type { CodeEnvironment } from './codeFunction.js';
import type { Namespace } from './interop.js';
import { RequiredFiles } from './requireTypeScript.js';
import { isLocalSpecifier } from './resolveLocal.js';

/** What {@link Surroundings} stand on. */
export interface SurroundingsOptions {
  readonly packageRoot: string;
  /** What was installed for the notebook. */
  readonly packages: NotebookPackages;
  /** Told of each file that `require` has compiled. */
  readonly compiled: (path: string, text: string, map: string) => void;
}

/** What code in a file is given besides its imports: `import.meta`, `require` and the like. */
export class Surroundings {
  readonly #options: SurroundingsOptions;
  readonly #required: RequiredFiles;
  #nodeTest: Namespace | undefined;

  constructor(options: SurroundingsOptions) {
    this.#options = options;
    this.#required = new RequiredFiles({
      requireFrom: (path) => this.#requireFrom(path),
      compiled: options.compiled,
    });
  }

  /** `node:test` of cells, the same for all of them. */
  get nodeTest(): Namespace {
    this.#nodeTest ??= nodeTest();
    return this.#nodeTest;
  }

  /** @param main whether the file is run as a program */
  of(path: string, main = false): Pick<CodeEnvironment, '__meta__' | 'require' | '__filename' | '__dirname'> {
    const require = this.#requireFrom(path);
    const url = pathToFileURL(path).href;
    const folder = dirname(path);
    const resolve = (specifier: string): string => {
      if (isLocalSpecifier(specifier)) return new URL(specifier, url).href;
      return isBuiltin(specifier)
        ? `node:${specifier.replace(/^node:/, '')}`
        : pathToFileURL(require.resolve(specifier)).href;
    };
    const meta = { url, filename: path, dirname: folder, resolve, main };
    return { __meta__: meta, require, __filename: path, __dirname: folder };
  }

  #requireFrom(path: string): NodeJS.Require {
    const { packages, packageRoot } = this.#options;
    return cellRequire(path, {
      packages: packages.folder,
      packageRoot,
      find: (specifier) => packages.find(specifier),
      tests: () => this.nodeTest.default,
      loadTypeScript: (file) => this.#required.load(file),
    });
  }
}
