import { InterruptedError } from '../../core/index.js';
import { PackageInstallError } from '../errors.js';
import { runCommand } from '../magics/runCommand.js';
import { InstallProgress } from './installProgress.js';

/** Whatever installs packages is given. */
export interface InstallOptions {
  readonly signal: AbortSignal;
  /** Writes to the output of the cell. */
  write(stream: 'stdout' | 'stderr', text: string): void;
}

/** npm waits minutes for a network that is not there, where nobody tells it not to. */
const flags =
  '--no-audit --no-fund --no-update-notifier --loglevel=http --fetch-retries=1 --fetch-retry-mintimeout=500 --fetch-retry-maxtimeout=2000';

/**
 * Runs `npm install` in a folder that has a `package.json`.
 *
 * @param words what follows, as for a shell: packages and options
 * @param title what is said to be installed
 * @throws PackageInstallError when npm fails
 * @throws InterruptedError when the user stops it
 */
export async function npmInstall(
  folder: string,
  words: string,
  { signal, write }: InstallOptions,
  title = words,
): Promise<void> {
  const progress = new InstallProgress(title, (text) => write('stdout', text));
  const code = await runCommand(`npm install ${words} ${flags}`, {
    cwd: folder,
    signal,
    onOutput: (_, text) => progress.take(text),
  });
  progress.end();
  if (signal.aborted) throw new InterruptedError('The installation was stopped; nothing was changed.');
  if (code !== 0) throw new PackageInstallError(progress.title, progress.errorCode(code), progress.log);
}
