import { constants, Script } from 'node:vm';

/** Names that emitted code uses for what it is given, see {@link CodeEnvironment}. */
export const names = {
  /** Object that holds the shared variables. */
  scope: '__scope__',
  /** Object of what no cell has declared. */
  outside: '__outside__',
  /** `await __import__(specifier, [[local, imported], …])` imports a module and binds its names. */
  import: '__import__',
  /** `import(…)`. */
  dynamicImport: '__dynamicImport__',
  /** `import.meta`. */
  meta: '__meta__',
  /** Tells that a name of an earlier cell now has its new value. */
  declared: '__declared__',
  /** Declares the exports of a local module: exported name → name in its scope. */
  exports: '__exports__',
  /** `export * from`. */
  exportAll: '__exportAll__',
} as const satisfies Record<string, keyof CodeEnvironment>;

/** Key of a module's default export in its scope; no variable can have it. */
export const defaultExport = '*default*';

/** What emitted code is given. */
export interface CodeEnvironment {
  readonly __scope__: Record<string, unknown>;
  readonly __outside__: Record<string | symbol, unknown>;
  __import__(specifier: string, pairs: readonly (readonly [string, string])[]): Promise<void>;
  __dynamicImport__(specifier: unknown, options?: ImportCallOptions): Promise<unknown>;
  readonly __meta__: Readonly<Record<string, unknown>>;
  __declared__(...names: string[]): void;
  __exports__(entries: Readonly<Record<string, string>>): void;
  __exportAll__(specifier: string): Promise<void>;
  /** Magics of the cell; modules have none. */
  readonly __magic__?: unknown;
  readonly require: NodeJS.Require;
  readonly __filename: string;
  readonly __dirname: string;
}

/** All names of what emitted code is given. */
export const givenNames = [
  '__scope__',
  '__outside__',
  '__import__',
  '__dynamicImport__',
  '__meta__',
  '__declared__',
  '__exports__',
  '__exportAll__',
  '__magic__',
  'require',
  '__filename',
  '__dirname',
] as const satisfies readonly (keyof CodeEnvironment)[];

/** Code that is ready to run; the promise is of a cell's last value. */
export type CodeFunction = (environment: CodeEnvironment) => Promise<unknown>;

/** Compiles emitted JavaScript; `fileName` is what stack traces say. */
export function codeFunction(js: string, fileName: string): CodeFunction {
  const script = new Script(`(async function (${givenNames.join(', ')}) { "use strict";\n${js}\n})`, {
    filename: fileName,
    lineOffset: -1,
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  const run = script.runInThisContext() as (...args: unknown[]) => Promise<unknown>;
  return (environment) =>
    run.apply(
      undefined,
      givenNames.map((name) => environment[name]),
    );
}
