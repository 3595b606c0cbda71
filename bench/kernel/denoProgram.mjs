// Deno beside us: its npm package in the cache, installed by the bench itself.
import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder } from '../../dist/core/index.js';

const version = '2.9.6';

/** Path of Deno's program; undefined, and the reason on stderr, where there can be none. */
export async function denoProgram() {
  const folder = cacheFolder('bench', `deno-${version}`);
  try {
    return found(folder) ?? (await installed(folder));
  } catch (error) {
    process.stderr.write(`! no Deno to compare with: ${error.message}\n`);
    return undefined;
  }
}

async function installed(folder) {
  process.stderr.write('• Deno for the comparison (once) …\n');
  const options = ['--prefix', folder, '--no-audit', '--no-fund', '--ignore-scripts'];
  await promisify(execFile)('npm', ['install', ...options, `deno@${version}`], {
    shell: process.platform === 'win32',
  });
  const program = found(folder);
  if (program === undefined) throw new Error(`deno@${version} has no program for this machine.`);
  return program;
}

/** The program itself, in a package of its own for each system: `deno` would start Node first. */
function found(folder) {
  const packages = join(folder, 'node_modules/@deno');
  if (!existsSync(packages)) return undefined;
  const name = process.platform === 'win32' ? 'deno.exe' : 'deno';
  return readdirSync(packages)
    .map((each) => join(packages, each, name))
    .find((path) => existsSync(path));
}
