import { readFileSync } from 'node:fs';
import { createRequire, isBuiltin } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseJson } from '../../core/index.js';
import { commonJsPackage } from './commonJsPackage.js';

import type { Namespace } from './interop.js';
import { nativeImport } from './nativeImport.js';
import { isLocalSpecifier, resolveLocal } from './resolveLocal.js';

/** Imports what the cell compiler does not run: packages, Node's modules, JSON and CommonJS files. */
export async function importForeign(
  specifier: string,
  folder: string,
  packageRoot: string,
  options?: ImportCallOptions,
): Promise<Namespace> {
  if (isLocalSpecifier(specifier)) return importFile(specifier, folder, options);
  if (isBuiltin(specifier) || /^[a-z]+:/.test(specifier)) return nativeImport(folder, specifier, options);
  // One TensorFlow for all: tensors of another copy would mean nothing to the library.
  const isOurs = /^(tsvision|@tensorflow\/tfjs)($|[/-])/.test(specifier);
  const [first, second] = isOurs ? [packageRoot, folder] : [folder, packageRoot];
  try {
    return await importPackage(first, specifier, options);
  } catch (error) {
    if (!isNotFound(error)) throw error;
    return importPackage(second, specifier, options).catch((other: unknown) => {
      throw isNotFound(other) ? error : other;
    });
  }
}

async function importPackage(
  folder: string,
  specifier: string,
  options?: ImportCallOptions,
): Promise<Namespace> {
  const exported = commonJsPackage(folder, specifier);
  if (exported === undefined) return nativeImport(folder, specifier, options);
  return { 'module.exports': exported, default: exported };
}

async function importFile(
  specifier: string,
  folder: string,
  options?: ImportCallOptions,
): Promise<Namespace> {
  const path = resolveLocal(specifier, folder);
  if (path === undefined) throw new Error(`There is no module at ${join(folder, specifier)}.`);
  if (path.endsWith('.json')) {
    const value = parseJson(readFileSync(path, 'utf8'));
    return value !== null && typeof value === 'object' ? { ...value, default: value } : { default: value };
  }
  if (path.includes('/node_modules/')) return nativeImport(folder, pathToFileURL(path).href, options);
  const require = createRequire(path);
  delete require.cache[path];
  const exported = require(path) as unknown;
  const members = exported !== null && typeof exported === 'object' ? exported : {};
  return { ...members, default: exported };
}

function isNotFound(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  return code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND';
}
