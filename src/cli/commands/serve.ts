import { expandPath } from '../../core/index.js';
import type { CliCommand } from '../cliCommand.js';

interface ServeCommandOptions {
  readonly port: string;
  readonly host: string;
  readonly quiet?: boolean;
}

export const serveCommand: CliCommand = (program) => {
  program
    .command('serve')
    .description('put an exported model behind a web page')
    .argument('<export>', 'what learn.export(path) wrote')
    .option('--port <number>', 'port to listen on; 0 takes a free one', '8000')
    .option('--host <address>', 'address to listen on; 0.0.0.0 lets other machines in', '127.0.0.1')
    .option('--quiet', 'no line for each request')
    .action(async (path: string, { port, host, quiet }: ServeCommandOptions) => {
      const { restrictDecoders, serve } = await import('../../serve/index.js');
      restrictDecoders();
      const log = (line: string): void => void process.stdout.write(`${line}\n`);
      const service = await serve(expandPath(path), { port: Number(port), host, ...(quiet ? {} : { log }) });
      process.stdout.write(`${service.url}\n`);
      await new Promise<void>((resolve) => {
        for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
      });
      await service.stop();
    });
};
