// Setup in steps that are skipped when their inputs have not changed. Node's own modules only: this runs before
// `npm ci` has.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');

/** A failure that the user can mend: shown as one line, without a stack. */
export class SetupError extends Error {
  constructor(what, remedy) {
    super(remedy ? `${what}\n→ ${remedy}` : what);
    this.name = 'SetupError';
  }
}

/** Hash of the contents of files and folders, names included. */
export function hashOf(...paths) {
  const hash = createHash('sha256');
  const add = (path) => {
    if (!existsSync(path)) return;
    if (statSync(path).isDirectory()) for (const name of readdirSync(path).sort()) add(join(path, name));
    else hash.update(path.slice(root.length)).update('\0').update(readFileSync(path));
  };
  for (const path of paths) add(join(root, path));
  return hash.digest('hex');
}

/**
 * Runs `work` unless `stamp` (a file below the result) already holds `key`; the stamp is written last, so a step
 * that was cut off is done again.
 */
export async function step(title, { stamp, key, work }) {
  const file = join(root, stamp);
  if (existsSync(file) && readFileSync(file, 'utf8') === key) return false;
  const started = performance.now();
  process.stdout.write(`• ${title} …\n`);
  await work();
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, key);
  process.stdout.write(`  ${title}: done in ${((performance.now() - started) / 1000).toFixed(1)} s\n`);
  return true;
}

/**
 * Runs a program in the project's folder; its output is shown only when it fails (or with `show`). One that takes longer than
 * `limit` ms is killed, which is a failure.
 */
export function run(command, args, { show = false, env = {}, limit = undefined } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: show ? 'inherit' : ['ignore', 'pipe', 'pipe'],
      timeout: limit,
      killSignal: limit ? 'SIGKILL' : 'SIGTERM',
    });
    let output = '';
    const keep = (chunk) => {
      output = (output + chunk).slice(-4000);
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    child.on('error', (/** @type {NodeJS.ErrnoException} */ error) =>
      reject(new SetupError(`${command} could not be started (${error.code}).`, `Install ${command}.`)),
    );
    child.on('close', (code, signal) =>
      code === 0
        ? resolve(output)
        : reject(new SetupError(`${command} ${args.join(' ')} ended with ${signal ?? code}.\n${output}`)),
    );
  });
}

/** The first of these programs that is there and answers `--version`, with its answer. */
export async function findProgram(...names) {
  for (const name of names) {
    try {
      return { name, version: (await run(name, ['--version'])).trim() };
    } catch {
      // The next name may be there.
    }
  }
  return undefined;
}
