import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { atomicWrite, packageRoot } from '../../core/index.js';
import { kernelCommand } from './kernelCommand.js';

/** The name by which notebooks ask for the kernel. */
export const kernelName = 'tsvision';

/** Files that lie beside `kernel.json`: the launcher, and what front ends show. */
const besideKernelJson = ['launch.mjs', 'logo-32x32.png', 'logo-64x64.png', 'logo-svg.svg'] as const;

/** What `kernel.json` says, when it lies in `folder` beside the launcher. */
export function kernelspec(folder: string): Record<string, unknown> {
  const { TSVISION_PIP_PREFIX } = process.env;
  const [main, ...nodeAndOptions] = kernelCommand().reverse() as [string, ...string[]];
  return {
    argv: [...nodeAndOptions.reverse(), join(folder, 'launch.mjs'), main, '{connection_file}'],
    display_name: 'TypeScript (tsvision)',
    language: 'typescript',
    interrupt_mode: 'message',
    // Each thread's own pools of memory would be kept for good: 10 to 46 MB less with few of them.
    env: { MALLOC_ARENA_MAX: '2', ...(TSVISION_PIP_PREFIX && { TSVISION_PIP_PREFIX }) },
    kernel_protocol_version: '5.5',
    metadata: { debugger: true },
  };
}

/**
 * Writes the kernelspec, so that every Jupyter that reads this data folder offers the kernel. It
 * outlives the folder that tsvision was installed from: see `launch.mjs`.
 *
 * @param dataFolder one of those that `jupyter --paths` lists under `data`
 * @returns the folder of the kernelspec
 */
export async function installKernelspec(dataFolder: string): Promise<string> {
  const folder = join(dataFolder, 'kernels', kernelName);
  for (const file of besideKernelJson)
    await cp(join(packageRoot(), 'src/kernel/kernelspec', file), join(folder, file));
  await atomicWrite(join(folder, 'kernel.json'), `${JSON.stringify(kernelspec(folder), undefined, 2)}\n`);
  return folder;
}
