import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { build } from 'esbuild';

const root = resolve(import.meta.dirname, '../../..');

/** Compiles a TypeScript program once, so that plain Node processes can run it fast. @param folder @default this one */
export async function buildChild(name: string, folder = import.meta.dirname): Promise<string> {
  const outfile = resolve(root, '.cache/test-children', `${name}-${process.pid}.mjs`);
  await build({
    entryPoints: [resolve(folder, `${name}.ts`)],
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    outfile,
    logLevel: 'error',
  });
  return outfile;
}

/** Runs it to its end. @returns what it printed, and the signal that ended it, if one did */
export async function runChild(
  program: string,
  args: readonly string[],
): Promise<{ output: string; signal: NodeJS.Signals | null; code: number | null }> {
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  child.stderr.on('data', (chunk) => {
    output += chunk;
  });
  return new Promise((done) => child.on('close', (code, signal) => done({ output, signal, code })));
}
