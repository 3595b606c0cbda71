import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire, Module } from 'node:module';
import { dirname, join } from 'node:path';
import { Script } from 'node:vm';
import { cacheFolder } from '../../core/index.js';

/** For which release this was written. */
export const writtenFor = { package: 'typescript', version: '5.9.3' } as const;

const require = createRequire(import.meta.url);

/** The compiled form that is still to be kept, if there is none yet. */
let unkept: Script | undefined;

/**
 * Loads the compiler where `require('typescript')` will find it. V8 needs longer to compile its nine megabytes than
 * to run them, so the compiled form is kept in the cache folder and used from the second start on.
 */
function loadTypescript(): void {
  const file = require.resolve('typescript');
  if (require.cache[file]) return;
  const source = `(function (exports, require, module, __filename, __dirname) {${readFileSync(file, 'utf8')}\n})`;
  const cachedData = readIfThere(cacheFile());
  const script = new Script(source, { filename: file, ...(cachedData ? { cachedData } : {}) });
  if (!cachedData || script.cachedDataRejected) unkept = script;
  const module = new Module(file);
  module.filename = file;
  const run = script.runInThisContext() as (...args: unknown[]) => void;
  run(module.exports, require, module, file, dirname(file));
  module.loaded = true;
  require.cache[file] = module;
}

/** Keeps the compiled form for the next start, with the functions that have been used by now. */
export function keepCompiled(): void {
  if (!unkept) return;
  try {
    const target = cacheFile();
    const temporary = `${target}.${process.pid}`;
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(temporary, unkept.createCachedData());
    renameSync(temporary, target);
  } catch {
    // Without the cache the next start takes a little longer, no more.
  }
  unkept = undefined;
}

function cacheFile(): string {
  const { version } = require('typescript/package.json') as { version: string };
  return join(cacheFolder('code'), `typescript-${version}-node-${process.version}-${process.arch}.bin`);
}

function readIfThere(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}

loadTypescript();
