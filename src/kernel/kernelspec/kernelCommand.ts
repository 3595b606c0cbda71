import { realpathSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { packageRoot } from '../../core/index.js';

/**
 * Options of Node that the kernel needs, see `offerTermination`; packages' warnings are not the user's; and a small
 * space for new objects costs a cell no time that can be measured, and saves 10 to 30 MB.
 */
export const kernelNodeOptions: readonly string[] = [
  '--no-force-async-hooks-checks',
  '--no-warnings',
  '--max-semi-space-size=4',
];

/** The command that starts the kernel, but for the name of the connection file at its end. */
export function kernelCommand(node = stableNodePath()): string[] {
  return [node, ...kernelNodeOptions, join(packageRoot(), 'dist/kernel/main.js')];
}

/**
 * The path by which the user calls this Node: `process.execPath` has its links resolved, and names a folder of
 * one version that the next update removes.
 */
function stableNodePath(): string {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const found = folders
    .map((folder) => join(folder, 'node'))
    .find((path) => resolved(path) === process.execPath);
  return found ?? process.execPath;
}

function resolved(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}
