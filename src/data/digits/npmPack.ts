import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { runProgram } from '../../engine/setup/runProgram.js';
import { ChecksumError, DownloadError } from '../errors.js';

/** A version of an npm package, and what it must be. */
export interface PinnedPackage {
  /** `name@version`. */
  readonly name: string;
  /** As npm writes it: `sha512-` and the sum in base64. */
  readonly integrity: string;
}

/**
 * Fetches an npm package by the user's own npm, whose registry, proxies, certificates and cache it uses. No script of it
 * runs.
 *
 * @returns path of its .tgz, in `folder`
 * @throws {DownloadError} when npm is not there or cannot fetch it
 * @throws {ChecksumError} when it is another package
 */
export async function npmPack(
  { name, integrity }: PinnedPackage,
  folder: string,
  signal?: AbortSignal,
): Promise<string> {
  const [program, ...start] = npmProgram();
  // Without a network npm's own patience is minutes.
  const patience = ['--fetch-retries=1', '--fetch-retry-mintimeout=1000', '--fetch-timeout=30000'];
  const quiet = ['--ignore-scripts', '--no-update-notifier', '--loglevel=error', '--prefer-offline'];
  const args = [...start, 'pack', name, '--pack-destination', folder, ...quiet, ...patience];
  const { code, stderr } = await runProgram(program, args, { signal });
  const file = (await readdir(folder)).find((each) => each.endsWith('.tgz'));
  if (code !== 0 || file === undefined)
    throw new DownloadError(`The npm package ${name}`, whyNot(code, stderr), undefined, remedy);
  const path = join(folder, file);
  const actual = `sha512-${createHash('sha512')
    .update(await readFile(path))
    .digest('base64')}`;
  if (actual !== integrity)
    throw new ChecksumError(`the npm package ${name}`, integrity, actual, 'integrity');
  return path;
}

const remedy = 'Check the network and `npm config get registry`, then run the set-up again.';

/** The npm that pip brought, the one beside this Node, or the one on the path. */
function npmProgram(): [string, ...string[]] {
  const node = dirname(process.execPath);
  const beside = ['../lib/node_modules', 'node_modules'].map((way) => join(node, way, 'npm/bin/npm-cli.js'));
  const script = [process.env.TSVISION_NPM, ...beside].find((path) => path && existsSync(path));
  return script ? [process.execPath, script] : ['npm'];
}

function whyNot(code: number | undefined, stderr: string): string {
  if (code === undefined) return 'there is no npm';
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH|network/i.test(stderr))
    return 'the npm registry is out of reach';
  const lines = stderr.split('\n').filter((line) => /^npm (error|ERR!)/.test(line));
  return lines.at(0)?.replace(/^npm (error|ERR!)\s*/, '') ?? `npm ended with ${code}`;
}
