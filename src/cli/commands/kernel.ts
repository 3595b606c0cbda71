import { spawn } from 'node:child_process';
import { expandPath } from '../../core/index.js';
import type { CliCommand } from '../cliCommand.js';

export const kernelSubcommand: CliCommand = (program) => {
  program
    .command('kernel')
    .description('run the kernel in the foreground: what a container or a remote launcher starts')
    .argument('<connection file>', 'as Jupyter writes it; its ip says where to listen')
    .action(async (connectionFile: string) => {
      const { kernelCommand } = await import('../../kernel/index.js');
      const [node, ...args] = kernelCommand() as [string, ...string[]];
      // The kernel looks whether its parent is there: it must end with this process, however that ends.
      const env = { ...process.env, JPY_PARENT_PID: String(process.pid) };
      const child = spawn(node, [...args, expandPath(connectionFile)], { stdio: 'inherit', env });
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
      process.exitCode = await new Promise<number>((resolve) =>
        child.on('close', (code) => resolve(code ?? 1)),
      );
    });
};
