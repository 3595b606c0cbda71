import { expandPath, InvalidArgumentError } from '../../core/index.js';
import type { CliCommand } from '../cliCommand.js';

interface ServeCommandOptions {
  readonly port: number;
  readonly host: string;
  readonly quiet?: boolean;
  readonly trustedOrigin: string[];
  readonly allowOrigin: string[];
}

export const serveCommand: CliCommand = (program) => {
  program
    .command('serve')
    .description('put an exported model behind a web page')
    .argument('<export>', 'what learn.export(path) wrote')
    .option('--port <number>', 'port to listen on; 0 takes a free one', portOf, 8000)
    .option('--host <address>', 'address to listen on; 0.0.0.0 lets other machines in', '127.0.0.1')
    .option(
      '--trusted-origin <origin>',
      'address under which browsers see this server behind a proxy, as https://bears.example; can be repeated',
      collect,
      [],
    )
    .option(
      '--allow-origin <origin>',
      'another page that may send photos here and read the answers (CORS); can be repeated',
      collect,
      [],
    )
    .option('--quiet', 'no line for each request')
    .action(async (path: string, options: ServeCommandOptions) => {
      const { restrictDecoders, serve, tameAllocator } = await import('../../serve/index.js');
      tameAllocator();
      restrictDecoders();
      const { port, host, quiet, trustedOrigin: trustedOrigins, allowOrigin: allowOrigins } = options;
      const log = (line: string): void => void process.stdout.write(`${line}\n`);
      const service = await serve(expandPath(path), {
        port,
        host,
        trustedOrigins,
        allowOrigins,
        ...(quiet ? {} : { log }),
      });
      process.stdout.write(`${service.url}\n`);
      await untilSignal();
      // Whoever asks twice does not want to wait for the requests that run.
      void untilSignal().then(() => service.stop(0));
      await service.stop();
      process.exit();
    });
};

function untilSignal(): Promise<void> {
  return new Promise((resolve) => {
    const signals = ['SIGINT', 'SIGTERM'] as const;
    const heard = (): void => {
      for (const signal of signals) process.off(signal, heard);
      resolve();
    };
    for (const signal of signals) process.on(signal, heard);
  });
}

function collect(text: string, before: string[]): string[] {
  return [...before, text];
}

function portOf(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535)
    throw new InvalidArgumentError('--port', text, 'a whole number from 0 to 65535');
  return port;
}
