import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { homedir, platform } from 'node:os';
import { dirname, join } from 'node:path';
import { makeFolder, packageRoot, withFileLock } from '../../core/index.js';
import { NpmPackagesError } from '../errors.js';

/** How often a long download says that it is still alive, in milliseconds. */
const heartbeat = 10_000;

/**
 * The copy of this package that has its npm packages, in the user's data folder. It is made when it is not there:
 * whole or not at all, by one process while others wait. What npm had fetched when it was cut off is in its cache.
 *
 * @returns its folder
 * @throws {NpmPackagesError} when npm cannot bring the packages
 */
export async function npmPackages(): Promise<string> {
  const folder = join(userDataFolder(), wheelKey());
  if (existsSync(folder)) return folder;
  const lock = join(userDataFolder(), 'install.lock');
  await withFileLock(lock, () => makePackages(folder), { onWait: say });
  return folder;
}

async function makePackages(folder: string): Promise<void> {
  if (existsSync(folder)) return;
  const started = performance.now();
  say(`Installing tsvision's npm packages into ${folder}: once, about 700 MB …`);
  await makeFolder(folder, async (draft) => {
    await cp(packageRoot(), draft, { recursive: true });
    await installInto(draft, folder);
    return undefined;
  });
  say(`tsvision's npm packages are installed (${seconds(started)}).`);
}

/** The lock says each package's version and checksum; scripts of packages are not run, as in a checkout. */
async function installInto(draft: string, folder: string): Promise<void> {
  const npm =
    process.env.TSVISION_NPM ?? join(dirname(process.execPath), '../lib/node_modules/npm/bin/npm-cli.js');
  const args = ['ci', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'];
  const started = performance.now();
  const timer = setInterval(() => say(`still installing (${seconds(started)})`), heartbeat);
  try {
    await runNode([npm, ...args], draft);
  } catch (error) {
    throw new NpmPackagesError(folder, (error as Error).message.trim(), error);
  } finally {
    clearInterval(timer);
  }
}

function runNode(args: readonly string[], cwd: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd, stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-4000);
    });
    child.once('error', reject);
    child.once('close', (code, signal) =>
      code === 0 ? resolve() : reject(new Error(said || `npm ended with ${signal ?? code}.`)),
    );
  });
}

/** Written when the wheel is built: changes with every file of it, so that two wheels never share a folder. */
function wheelKey(): string {
  return (JSON.parse(readFileSync(join(packageRoot(), 'wheel.json'), 'utf8')) as { key: string }).key;
}

/** Where this system keeps what programs install for one user. */
function userDataFolder(): string {
  const { XDG_DATA_HOME, LOCALAPPDATA } = process.env;
  if (platform() === 'win32') return join(LOCALAPPDATA ?? homedir(), 'tsvision');
  if (platform() === 'darwin') return join(homedir(), 'Library/Application Support/tsvision');
  return join(XDG_DATA_HOME || join(homedir(), '.local/share'), 'tsvision');
}

/** Standard output is the command's own. */
function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

function seconds(started: number): string {
  return `${Math.round((performance.now() - started) / 1000)} s`;
}
