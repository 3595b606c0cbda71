/** Exports of a module by name. */
export type Namespace = Readonly<Record<string, unknown>>;

/** Stands for an export that a module does not have. */
export const missingExport = Symbol('missing export');

/**
 * The value of one import as TypeScript's `esModuleInterop` defines it, for ES modules and CommonJS alike:
 * `'default'`, `'*'`, or a name. Node finds only those names of a CommonJS module that it can see in its text;
 * here all of them can be imported.
 */
export function importedValue(namespace: Namespace, imported: string): unknown {
  const commonJs = commonJsExports(namespace);
  if (imported === '*') return importedNamespace(namespace);
  if (imported === 'default') {
    if (commonJs?.__esModule && 'default' in commonJs) return commonJs.default;
    return 'default' in namespace ? namespace.default : namespace;
  }
  if (imported in namespace) return namespace[imported];
  return commonJs && imported in commonJs ? commonJs[imported] : missingExport;
}

/** The namespace as `import * as` and `await import()` give it: with every name of a CommonJS module. */
export function importedNamespace(namespace: Namespace): Namespace {
  const commonJs = commonJsExports(namespace);
  return commonJs ? completeNamespace(namespace, commonJs) : namespace;
}

/** `module.exports` of a namespace that Node made of a CommonJS module. */
function commonJsExports(namespace: Namespace): Namespace | undefined {
  if (namespace['module.exports'] !== undefined) return asObject(namespace['module.exports']);
  const exported = asObject(namespace.default);
  const names = Object.keys(namespace).filter((name) => name !== 'default');
  return exported && names.every((name) => exported[name] === namespace[name]) ? exported : undefined;
}

function asObject(value: unknown): Namespace | undefined {
  const isObject = (typeof value === 'object' && value !== null) || typeof value === 'function';
  return isObject ? (value as Namespace) : undefined;
}

const completed = new WeakMap<Namespace, Namespace>();

function completeNamespace(namespace: Namespace, commonJs: Namespace): Namespace {
  const lacking = Object.keys(commonJs).filter((name) => !(name in namespace));
  if (lacking.length === 0) return namespace;
  const known = completed.get(commonJs);
  if (known) return known;
  const all = Object.create(null) as Record<string, unknown>;
  const names = new Set([...Object.keys(namespace), ...Object.keys(commonJs)]);
  names.delete('module.exports');
  for (const name of names) {
    const source = name === 'default' ? namespace : commonJs;
    Object.defineProperty(all, name, { enumerable: true, get: () => source[name] });
  }
  completed.set(commonJs, all);
  return all;
}

function noSuchExport(specifier: string, imported: string): never {
  throw new SyntaxError(`The module '${specifier}' has no export named '${imported}'.`);
}

/** Gives a scope a name for what a package exports. */
export function bindValue(
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
export function bindLive(
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
