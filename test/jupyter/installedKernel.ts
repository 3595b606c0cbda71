import { spawnSync } from 'node:child_process';

/** A Jupyter that an installed kernel is started by. */
export interface Front {
  /** The Python whose jupyter_client starts it. */
  readonly python: string;
  /** Where the kernelspec is. @default where this Python looks */
  readonly kernels?: string;
  /** @default 'tsvision' */
  readonly kernel?: string;
  /** Folder of the notebook. */
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

const driver = `
import sys
from jupyter_client.manager import KernelManager
from jupyter_client.kernelspec import KernelSpecManager
name, code, *kernels = sys.argv[1:]
specs = KernelSpecManager(kernel_dirs=kernels) if kernels else KernelSpecManager()
manager = KernelManager(kernel_name=name, kernel_spec_manager=specs)
manager.start_kernel()
client = manager.client()
client.start_channels()
try:
    client.wait_for_ready()
    # As a notebook that runs by itself: its first cell too is checked before it runs.
    client.execute_interactive(code, store_history=False, allow_stdin=False, output_hook=lambda m: print(
        m["content"].get("text") or m["content"].get("data", {}).get("text/plain") or m["content"].get("evalue") or "", end=""))
finally:
    client.stop_channels()
    if manager.is_alive(): manager.shutdown_kernel(now=True)
`;

/** Runs a cell in an installed kernel by way of jupyter_client; what it showed, or what the kernel said as it died. */
export function runCell({ python, kernels, kernel = 'tsvision', cwd, env }: Front, code: string): string {
  const args = ['-c', driver, kernel, code, ...(kernels === undefined ? [] : [kernels])];
  const { stdout, stderr, error } = spawnSync(python, args, { cwd, encoding: 'utf8', env });
  if (error) throw error;
  return `${stdout}${stderr}`;
}
