import type { CliCommand } from '../cliCommand.js';

/** `tsvision setup`: makes TensorFlow run, in the user's cache folder. */
export const setupCommand: CliCommand = (program) => {
  program
    .command('setup')
    .description('make TensorFlow run: fetch its library with pip and compile the binding (once a machine)')
    .action(async () => {
      const { setupEngine } = await import('../../engine/index.js');
      const onProgress = (message: string): void => void process.stderr.write(`${message} …\n`);
      const { tensorflowVersion, variant, folder, changed } = await setupEngine({ onProgress });
      const state = changed ? 'is set up' : 'was set up already';
      process.stdout.write(`TensorFlow ${tensorflowVersion} (${variant}) ${state} in ${folder}\n`);
    });
};
