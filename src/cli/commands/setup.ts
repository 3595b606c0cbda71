import { InvalidArgumentError, isTsvisionError } from '../../core/index.js';
import type { CliCommand } from '../cliCommand.js';

/** What the set-up brings, in this order; the engine last, for where it cannot be the rest is of use all the same. */
const parts = { weights: bringWeights, digits: bringDigits, engine: setUpEngine } as const;

/** What a user has in place of a part that could not be had. */
const otherwise: Readonly<Record<string, string>> = {
  weights: 'Lessons will take models.tinyresnet, which comes with tsvision.',
  digits: 'Lessons will draw their digits.',
};

/** `tsvision setup`: makes TensorFlow run and brings what lessons learn from, in the user's cache folder. */
export const setupCommand: CliCommand = (program) => {
  program
    .command('setup')
    .description(
      'make TensorFlow run: fetch its library with pip and compile the binding; fetch pretrained weights and digits',
    )
    .option('--only <part>', `this alone: ${Object.keys(parts).join(', ')}`)
    .action(async ({ only }: { only?: string }) => {
      if (only !== undefined && !Object.hasOwn(parts, only))
        throw new InvalidArgumentError('--only', only, `one of ${Object.keys(parts).join(', ')}`);
      if (only !== undefined) return parts[only as keyof typeof parts]();
      for (const [name, bring] of Object.entries(parts))
        await bring().catch((error: unknown) => goOn(error, otherwise[name]));
    });
};

/** What lessons have something else for is no reason to fail. */
function goOn(error: unknown, instead: string | undefined): void {
  if (instead === undefined || !isTsvisionError(error)) throw error;
  process.stderr.write(`${instead} ${error.message}\n`);
}

const onProgress = (message: string): void => void process.stderr.write(`${message} …\n`);

function tell(what: string, changed: boolean, folder: string): void {
  process.stdout.write(`${what} set up${changed ? '' : ' already'} in ${folder}\n`);
}

async function setUpEngine(): Promise<void> {
  const { setupEngine } = await import('../../engine/index.js');
  const { tensorflowVersion, variant, folder, changed } = await setupEngine({ onProgress });
  tell(`TensorFlow ${tensorflowVersion} (${variant}) ${changed ? 'is' : 'was'}`, changed, folder);
}

async function bringWeights(): Promise<void> {
  const { setupWeights } = await import('../../vision/index.js');
  const { path, changed } = await setupWeights({ onProgress });
  tell(`The weights of EfficientNet-Lite0 ${changed ? 'are' : 'were'}`, changed, path);
}

async function bringDigits(): Promise<void> {
  const { setupDigits } = await import('../../data/index.js');
  const { folder, changed } = await setupDigits({ onProgress });
  tell(`Handwritten digits ${changed ? 'are' : 'were'}`, changed, folder);
}
