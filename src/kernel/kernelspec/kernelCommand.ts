import { join } from 'node:path';
import { packageRoot } from '../../core/index.js';

/**
 * Options of Node that the kernel needs: terminating a timer's callback would otherwise make Node 20 end with
 * "async hook stack has become corrupted".
 */
export const kernelNodeOptions: readonly string[] = ['--no-force-async-hooks-checks', '--no-warnings'];

/** The command that starts the kernel, but for the name of the connection file at its end. */
export function kernelCommand(): string[] {
  return [process.execPath, ...kernelNodeOptions, join(packageRoot(), 'dist/kernel/main.js')];
}
