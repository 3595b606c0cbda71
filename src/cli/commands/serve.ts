import { expandPath, InvalidArgumentError } from '../../core/index.js';
import type { CliCommand } from '../cliCommand.js';

interface ServeCommandOptions {
  readonly port: number;
  readonly host: string;
  readonly quiet?: boolean;
}

export const serveCommand: CliCommand = (program) => {
  program
    .command('serve')
    .description('put an exported model behind a web page')
    .argument('<export>', 'what learn.export(path) wrote')
    .option('--port <number>', 'port to listen on; 0 takes a free one', portOf, 8000)
    .option('--host <address>', 'address to listen on; 0.0.0.0 lets other machines in', '127.0.0.1')
    .option('--quiet', 'no line for each request')
    .action(async (path: string, { port, host, quiet }: ServeCommandOptions) => {
      const { restrictDecoders, serve, tameAllocator } = await import('../../serve/index.js');
      tameAllocator();
      restrictDecoders();
      const log = (line: string): void => void process.stdout.write(`${line}\n`);
      const service = await serve(expandPath(path), { port, host, ...(quiet ? {} : { log }) });
      process.stdout.write(`${service.url}\n`);
      await new Promise<void>((resolve) => {
        for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
      });
      await service.stop();
    });
};

function portOf(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535)
    throw new InvalidArgumentError('--port', text, 'a whole number from 0 to 65535');
  return port;
}
