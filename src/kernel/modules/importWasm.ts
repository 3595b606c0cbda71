import { readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Namespace } from './interop.js';

/** Imports what a file in a folder asks for. */
type Load = (folder: string, specifier: string) => Promise<Namespace>;

const known = new Map<string, Promise<Namespace>>();

/**
 * The exports of a WebAssembly file, as an ES module has them, which Node does from its version 24 on: what the file
 * imports is imported from where it lies. A file that has not changed is made once.
 */
export async function importWasm(path: string, load: Load): Promise<Namespace> {
  const key = `${path}:${(await stat(path)).mtimeMs}`;
  let made = known.get(key);
  if (!made) {
    made = instantiate(path, load);
    known.set(key, made);
    made.catch(() => known.delete(key));
  }
  return made;
}

async function instantiate(path: string, load: Load): Promise<Namespace> {
  const module = await WebAssembly.compile(await readFile(path));
  const imports: Record<string, WebAssembly.ModuleImports> = {};
  for (const { module: from } of WebAssembly.Module.imports(module))
    imports[from] ??= (await load(dirname(path), from)) as WebAssembly.ModuleImports;
  const { exports } = await WebAssembly.instantiate(module, imports);
  // The value of a global is what an ES module would export.
  const entries = Object.entries(exports).map(([name, value]) => [
    name,
    value instanceof WebAssembly.Global ? (value.value as unknown) : value,
  ]);
  return Object.fromEntries(entries) as Namespace;
}
