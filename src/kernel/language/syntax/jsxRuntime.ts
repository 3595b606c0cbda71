import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type BoundSourceFile, internals, ts } from '../../patches/typescript.js';
import type { Project } from '../project/project.js';

/** Whose elements JSX makes where nobody says so, the usual one first. */
const libraries = ['react', 'preact'];

/**
 * Settles in a parsed text what its JSX stands for, as the compiler's own pragma comments do. A text with
 * `@jsx h` and no more means calls of `h` (the classic runtime); one of a folder whose `tsconfig.json` says nothing
 * means the library that is installed there.
 */
export function settleJsx(
  file: BoundSourceFile,
  { folder, emitting }: Pick<Project, 'folder' | 'emitting'>,
): void {
  const { pragmas } = file;
  if (file.languageVariant !== ts.LanguageVariant.JSX) return;
  if (pragmas.has('jsxruntime') || pragmas.has('jsximportsource')) return;
  if (pragmas.has('jsx')) pragmas.set('jsxruntime', { arguments: { factory: 'classic' } });
  else if (emitting.jsx !== ts.JsxEmit.React && emitting.jsxImportSource === undefined)
    pragmas.set('jsximportsource', { arguments: { factory: installedLibrary(folder) } });
}

/** What a text with JSX imports without saying so; `undefined` for the classic runtime, and without JSX. */
export function runtimeImport(file: BoundSourceFile, options: ts.CompilerOptions): string | undefined {
  if (file.languageVariant !== ts.LanguageVariant.JSX) return undefined;
  return internals.getJSXRuntimeImport(internals.getJSXImplicitImportBase(options, file), options);
}

/** The nearest, from the folder upwards. */
function installedLibrary(folder: string): string {
  const found = libraries.find((name) =>
    statSync(join(folder, 'node_modules', name), { throwIfNoEntry: false }),
  );
  if (found !== undefined) return found;
  const above = dirname(folder);
  return above === folder ? (libraries[0] as string) : installedLibrary(above);
}
