import { isTsvisionError } from '../../core/index.js';
import type { CliCommand } from '../cliCommand.js';

/** `tsvision setup`: makes TensorFlow run and brings the digits of the lessons, in the user's cache folder. */
export const setupCommand: CliCommand = (program) => {
  program
    .command('setup')
    .description(
      'make TensorFlow run: fetch its library with pip and compile the binding; fetch digits for lessons',
    )
    .action(async () => {
      const { setupEngine } = await import('../../engine/index.js');
      const onProgress = (message: string): void => void process.stderr.write(`${message} …\n`);
      const { tensorflowVersion, variant, folder, changed } = await setupEngine({ onProgress });
      const state = changed ? 'is set up' : 'was set up already';
      process.stdout.write(`TensorFlow ${tensorflowVersion} (${variant}) ${state} in ${folder}\n`);
      await bringDigits(onProgress);
    });
};

/** What lessons have drawn ones for is no reason to fail. */
async function bringDigits(onProgress: (message: string) => void): Promise<void> {
  const { setupDigits } = await import('../../data/index.js');
  try {
    const { folder, changed } = await setupDigits({ onProgress });
    process.stdout.write(
      `Handwritten digits ${changed ? 'are set up' : 'were there already'} in ${folder}\n`,
    );
  } catch (error) {
    if (!isTsvisionError(error)) throw error;
    process.stderr.write(`Lessons will draw their digits. ${error.message}\n`);
  }
}
