import { missingExport, type Namespace } from './interop.js';

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
