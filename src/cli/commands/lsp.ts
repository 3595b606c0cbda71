import type { CliCommand } from '../cliCommand.js';

export const lspCommand: CliCommand = (program) => {
  program
    .command('lsp')
    .description(
      'the language server for cells of TypeScript: what an editor starts, and speaks with over stdio',
    )
    .option('--stdio', 'what editors say by custom; there is no other way')
    .action(async () => {
      const { serveLanguage } = await import('../lsp/languageServer.js');
      await serveLanguage(process.stdin, process.stdout);
    });
};
