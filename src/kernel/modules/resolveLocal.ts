import { statSync } from 'node:fs';
import { extname, isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const sourceExtensions = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs', '.json'];
/** What a written extension may stand for: TypeScript sources import each other as `.js`. */
const alternatives: Readonly<Record<string, readonly string[]>> = {
  '.js': ['.ts', '.tsx'],
  '.jsx': ['.tsx'],
  '.mjs': ['.mts'],
  '.cjs': ['.cts'],
};

/** Whether a specifier names a file rather than a package. */
export function isLocalSpecifier(specifier: string): boolean {
  return /^(\.{1,2}(\/|$)|file:)/.test(specifier) || isAbsolute(specifier);
}

/** The file that a local specifier means, or `undefined`: as written, or with an extension, or a folder's index. */
export function resolveLocal(specifier: string, folder: string): string | undefined {
  const path = specifier.startsWith('file:') ? fileURLToPath(specifier) : resolve(folder, specifier);
  const extension = extname(path);
  const stem = path.slice(0, path.length - extension.length);
  const candidates = [
    path,
    ...(alternatives[extension] ?? []).map((other) => stem + other),
    ...sourceExtensions.map((other) => path + other),
    ...sourceExtensions.map((other) => join(path, `index${other}`)),
  ];
  return candidates.find((candidate) => statSync(candidate, { throwIfNoEntry: false })?.isFile());
}

/** What notebooks of other kernels import to show things: answered by our own display. */
const standIns: Readonly<Record<string, string>> = {
  '@deno/jupyter': './dist/kernel/modules/denoJupyter.js',
  tslab: './dist/kernel/modules/tslabDisplay.js',
};

/** Modules that are ours wherever the notebook lies: tensors of another copy of TensorFlow would mean nothing to the library. */
export function isOurs(specifier: string): boolean {
  const name = bareName(specifier);
  return Object.hasOwn(standIns, name) || /^(tsvision|@tensorflow\/tfjs)($|[/-])/.test(name);
}

/** What a module of ours is called in our package: `@tensorflow/tfjs` is put together there from its parts. */
export function ownName(specifier: string): string {
  const name = bareName(specifier);
  return standIns[name] ?? (name === '@tensorflow/tfjs' ? 'tsvision/tf' : name);
}

/** Without registry and version: `npm:@tensorflow/tfjs@4` is ours too. */
function bareName(specifier: string): string {
  return specifier.replace(/^(?:npm|jsr):\/?((?:@[^/@]+\/)?[^/@]+)(?:@[^/]+)?/, '$1');
}
