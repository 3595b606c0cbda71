import { createRequire, isBuiltin } from 'node:module';
import { dirname, join } from 'node:path';
import { InvalidArgumentError } from '../../core/index.js';
import { isNpm, parseNpm } from '../packages/npmSpecifier.js';
import type { FoundPackage } from '../packages/packagePlaces.js';
import type { PackagePlaces } from './importForeign.js';
import { isLocalSpecifier, isOurs, ownName, resolveLocal } from './resolveLocal.js';

/** What a cell's `require` stands on. */
export interface CellRequireParts extends Omit<PackagePlaces, 'folder'> {
  /** Where what `npm:…` asks for is installed, if it is. */
  find(specifier: string): FoundPackage | undefined;
  /** `node:test` of cells. */
  tests(): unknown;
  /** The exports of a TypeScript file. */
  loadTypeScript(path: string): unknown;
}

/**
 * `require` for code in a file, as imports find modules: files also in TypeScript, packages also where they were
 * installed for the notebook or come with this one.
 */
export function cellRequire(path: string, parts: CellRequireParts): NodeJS.Require {
  const here = createRequire(path);
  const target = (id: string): { readonly require: NodeJS.Require; readonly id: string } => {
    if (isOurs(id)) return { require: requireIn(parts.packageRoot), id: ownName(id) };
    if (isNpm(id)) return ofNpm(id, parts.find(id));
    if (isLocalSpecifier(id) || isBuiltin(id)) return { require: here, id };
    const places = [here, requireIn(parts.packages), requireIn(parts.packageRoot)];
    return { require: places.find((each) => canResolve(each, id)) ?? here, id };
  };
  const cellsOwn = (id: string): unknown => {
    const file = isLocalSpecifier(id) ? resolveLocal(id, dirname(path)) : undefined;
    if (file !== undefined && /\.[cm]?tsx?$/.test(file)) return parts.loadTypeScript(file);
    if (id === 'node:test') return parts.tests();
    const found = target(id);
    return found.require(found.id);
  };
  const resolve = (id: string, options?: { paths?: string[] }): string => {
    const file = isLocalSpecifier(id) && !options ? resolveLocal(id, dirname(path)) : undefined;
    const found = target(id);
    return file ?? found.require.resolve(found.id, options);
  };
  return Object.assign(cellsOwn, here, { resolve: Object.assign(resolve, here.resolve) }) as NodeJS.Require;
}

/** What is installed; who has to wait for a package must import it. */
function ofNpm(
  id: string,
  found: FoundPackage | undefined,
): { readonly require: NodeJS.Require; readonly id: string } {
  if (!found)
    throw new InvalidArgumentError(
      'require',
      id,
      'a package that is installed',
      `\`await import('${id}')\` installs it.`,
    );
  return { require: requireIn(found.folder), id: found.name + (parseNpm(id)?.subpath ?? '') };
}

function requireIn(folder: string): NodeJS.Require {
  return createRequire(join(folder, 'cell.js'));
}

function canResolve(require: NodeJS.Require, id: string): boolean {
  try {
    require.resolve(id);
    return true;
  } catch {
    return false;
  }
}
