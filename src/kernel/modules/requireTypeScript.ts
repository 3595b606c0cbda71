import { readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { Script } from 'node:vm';
import type * as TypeScript from 'typescript';

/** What loading a file needs. */
export interface TypeScriptLoading {
  requireFrom(path: string): NodeJS.Require;
  /** Told of each file, so that errors in it name the user's own lines. */
  compiled(path: string, text: string, map: string): void;
}

interface Loaded {
  readonly changed: number;
  readonly module: { exports: unknown };
}

/**
 * Loads TypeScript files for `require`, which cannot wait for the thread of the cell compiler: they are compiled here,
 * to CommonJS. An edited file is loaded again when it is next required.
 */
export class RequiredFiles {
  readonly #loading: TypeScriptLoading;
  readonly #loaded = new Map<string, Loaded>();

  constructor(loading: TypeScriptLoading) {
    this.#loading = loading;
  }

  load(path: string): unknown {
    const changed = statSync(path).mtimeMs;
    const known = this.#loaded.get(path);
    if (known?.changed === changed) return known.module.exports;
    const module = { exports: {} as unknown };
    // Known before it has run: files may require each other in a circle.
    this.#loaded.set(path, { changed, module });
    try {
      this.#run(path, module);
    } catch (error) {
      this.#loaded.delete(path);
      throw error;
    }
    return module.exports;
  }

  #run(path: string, module: { exports: unknown }): void {
    const text = readFileSync(path, 'utf8');
    const { js, map } = compile(path, text);
    this.#loading.compiled(path, text, map);
    const whole = `(function (exports, require, module, __filename, __dirname) { ${js}\n})`;
    const run = new Script(whole, { filename: path }).runInThisContext() as (...args: unknown[]) => void;
    run(module.exports, this.#loading.requireFrom(path), module, path, dirname(path));
  }
}

/** On one line with the function's head, so that lines stay; only who requires TypeScript loads the compiler here. */
function compile(path: string, text: string): { js: string; map: string } {
  const ts = createRequire(import.meta.url)('typescript') as typeof TypeScript;
  const { outputText, sourceMapText = '' } = ts.transpileModule(text, {
    fileName: path,
    compilerOptions: {
      module: ts.ModuleKind.CommonJS,
      target: ts.ScriptTarget.ES2022,
      esModuleInterop: true,
      sourceMap: true,
    },
  });
  return { js: outputText.replace(/\n\/\/# sourceMappingURL=.*\s*$/, ''), map: sourceMapText };
}
