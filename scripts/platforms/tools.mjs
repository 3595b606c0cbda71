// What the two scripts of this folder share: programs and files from the registries, all in one folder of their own.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '../..');

/** Runs a program to its end, its output shown. @returns {Promise<string>} what it wrote to stdout */
export function run(command, args, options = {}) {
  return new Promise((done, fail) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'], ...options });
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (more) => {
      text += more;
    });
    child.on('error', fail);
    child.on('close', (code) =>
      code === 0 ? done(text) : fail(new Error(`${command} ${args.join(' ')}: exit code ${code}\n${text}`)),
    );
  });
}

/** Makes a folder once: what was begun and not finished is made anew. */
export async function once(folder, what, make) {
  if (existsSync(folder)) return folder;
  console.log(`${what} …`);
  const fresh = `${folder}.new`;
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { recursive: true });
  await make(fresh);
  renameSync(fresh, folder);
  return folder;
}

/** Packages of Debian, unpacked and not installed: no root is needed, and nothing of the machine is changed. */
export const debianPackages = (folder, names) =>
  once(folder, `Debian: ${names.join(' ')}`, async (fresh) => {
    await run('apt-get', ['download', ...names], { cwd: fresh });
    for (const deb of readdirSync(fresh).filter((name) => name.endsWith('.deb'))) {
      await run('dpkg-deb', ['-x', join(fresh, deb), fresh]);
      rmSync(join(fresh, deb));
    }
  });

/** A package of npm for another machine than this one, which `npm install` refuses. */
export const npmPackage = (folder, spec) =>
  once(folder, `npm: ${spec}`, async (fresh) => {
    const [{ filename }] = JSON.parse(await run('npm', ['pack', '--json', spec], { cwd: fresh }));
    await run('tar', ['-xzf', filename, '--strip-components=1'], { cwd: fresh });
    rmSync(join(fresh, filename));
  });

export const sha256 = (path) => createHash('sha256').update(readFileSync(path)).digest('hex');

/** The machine that a script ran on, for its record. */
export const thisMachine = () => ({
  system: `${process.platform}-${process.arch}`,
  cores: availableParallelism(),
});
