import { spawn } from 'node:child_process';
import { expandPath, InvalidArgumentError } from '../../core/index.js';
import type { CliCommand } from '../cliCommand.js';

interface KernelOptions {
  readonly kernelId?: string;
  readonly responseAddress?: string;
  readonly publicKey?: string;
  readonly portRange?: string;
}

export const kernelSubcommand: CliCommand = (program) => {
  program
    .command('kernel')
    .description('run the kernel in the foreground: what a container or a remote launcher starts')
    .argument('[connection file]', 'as Jupyter writes it; its ip says where to listen')
    .option('--kernel-id <id>', 'without a file: the kernel of an Enterprise Gateway [KERNEL_ID]')
    .option('--response-address <ip:port>', 'where that gateway waits for the connection [RESPONSE_ADDRESS]')
    .option('--public-key <key>', 'by which it is encrypted [PUBLIC_KEY]')
    .option('--port-range <low..high>', 'ports to choose from [PORT_RANGE]')
    .action(async (connectionFile: string | undefined, options: KernelOptions) => {
      const { kernelCommand } = await import('../../kernel/index.js');
      process.exitCode =
        connectionFile === undefined
          ? await launched(options, kernelCommand())
          : await run(kernelCommand(), expandPath(connectionFile));
    });
};

function run(command: readonly string[], connectionFile: string): Promise<number> {
  const [node, ...args] = command as [string, ...string[]];
  // The kernel looks whether its parent is there: it must end with this process, however that ends.
  const env = { ...process.env, JPY_PARENT_PID: String(process.pid) };
  const child = spawn(node, [...args, connectionFile], { stdio: 'inherit', env });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
  return new Promise((resolve) => child.on('close', (code) => resolve(code ?? 1)));
}

/** A gateway passes options to a process that it starts, and environment variables to a container. */
async function launched(options: KernelOptions, command: readonly string[]): Promise<number> {
  const { KERNEL_ID, RESPONSE_ADDRESS, PUBLIC_KEY, PORT_RANGE } = process.env;
  const { kernelId = KERNEL_ID, responseAddress = RESPONSE_ADDRESS, publicKey = PUBLIC_KEY } = options;
  if (!kernelId || !responseAddress || !publicKey)
    throw new InvalidArgumentError(
      'connection file',
      undefined,
      'the path of a connection file, or --kernel-id, --response-address and --public-key of an Enterprise Gateway',
    );
  const { launchForGateway } = await import('./gatewayLaunch.js');
  const portRange = options.portRange ?? PORT_RANGE;
  return launchForGateway({ kernelId, responseAddress, publicKey, portRange }, command);
}
