/** Names that emitted code uses for what the runtime hands in; see `modules/codeFunction.ts`. */
export const names = {
  /** Object that holds the shared variables. */
  scope: '__scope__',
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
} as const;

/** Key of a module's default export in its scope; no variable can have it. */
export const defaultExport = '*default*';
