import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import {
  commandLine,
  expandPath,
  InvalidArgumentError,
  installedByPip,
  makeFolder,
  packageRoot,
} from '../../core/index.js';
import { installKernelspec, jupyterDataFolder } from '../../kernel/index.js';
import type { CliCommand } from '../cliCommand.js';

interface InstallOptions {
  readonly prefix?: string;
  readonly lessons?: string;
  readonly user?: boolean;
  readonly sysPrefix?: boolean;
}

export const installCommand: CliCommand = (program) => {
  program
    .command('install')
    .description('make Jupyter offer the kernel and show its widgets and plots')
    .option('--user', 'for this user (the default)')
    .option('--sys-prefix', 'into the active Python environment')
    .option('--prefix <folder>', 'into the environment in this folder, such as .venv')
    .option('--lessons <folder>', 'copy the lessons there; what is there already stays as it is')
    .action(async (options: InstallOptions) => {
      const dataFolder = dataFolderOf(options);
      if (dataFolder === undefined) process.stdout.write(broughtByPip());
      else await installInto(dataFolder);
      if (options.lessons !== undefined)
        process.stdout.write(`lessons: ${await copyLessons(expandPath(options.lessons))}\n`);
      process.stdout.write(`engine: ${await engineLine()}\n`);
    });
};

async function installInto(dataFolder: string): Promise<void> {
  process.stdout.write(`kernel: ${await installKernelspec(dataFolder)}\n`);
  const extension = await installExtension(dataFolder);
  process.stdout.write(`widgets: ${extension ?? notBuilt}\n`);
}

function broughtByPip(): string {
  const shared = join(process.env.TSVISION_PIP_PREFIX ?? '', 'share/jupyter');
  return `kernel: ${join(shared, 'kernels/tsvision')}\nwidgets: ${join(shared, 'labextensions/tsvision')}\n`;
}

const notBuilt =
  'not in this package; core widgets work, ours and plotly do not\n→ In a checkout, `npm start` builds them.';

/** Copies the notebooks that the package carries; a lesson that somebody has worked on is kept. */
async function copyLessons(folder: string): Promise<string> {
  const filter = (path: string): boolean => !path.includes('.ipynb_checkpoints') && basename(path) !== 'data';
  await cp(join(packageRoot(), 'notebooks'), folder, { recursive: true, force: false, filter });
  return folder;
}

/** Which engine will run the cells, and how to get the better one. */
async function engineLine(): Promise<string> {
  const { engineInfo, engineReady } = await import('../../engine/index.js');
  try {
    await engineReady();
  } catch (error) {
    return (error as Error).message;
  }
  const { backend } = engineInfo();
  return backend === 'tensorflow'
    ? 'TensorFlow'
    : `${backend}; for TensorFlow, once: ${commandLine('setup')}`;
}

/** Jupyter's data folder to install into; `undefined` where pip's own files are what nobody named another place for. */
function dataFolderOf({ prefix, user, sysPrefix }: InstallOptions): string | undefined {
  const given = [prefix !== undefined, user, sysPrefix].filter(Boolean).length;
  if (given > 1) throw new InvalidArgumentError('options', given, 'one of --user, --sys-prefix and --prefix');
  if (prefix !== undefined) return join(expandPath(prefix), 'share/jupyter');
  if (given === 0 && installedByPip()) return undefined;
  return sysPrefix ? join(pythonPrefix(), 'share/jupyter') : jupyterDataFolder();
}

/** Where the active Python keeps its files: the environment's own word, else Python is asked. */
function pythonPrefix(): string {
  const environment = process.env.VIRTUAL_ENV ?? process.env.CONDA_PREFIX;
  if (environment) return environment;
  try {
    return execFileSync('python3', ['-c', 'import sys; print(sys.prefix)'], { encoding: 'utf8' }).trim();
  } catch {
    const remedy = 'Activate an environment, or name it by --prefix.';
    throw new InvalidArgumentError('--sys-prefix', undefined, 'used where there is a python3', remedy);
  }
}

/** Copies the lab extension; the files of an older version have other names, so they are replaced as a whole. */
async function installExtension(dataFolder: string): Promise<string | undefined> {
  const built = join(packageRoot(), 'widgets/labextension');
  if (!existsSync(join(built, 'package.json'))) return undefined;
  const folder = join(dataFolder, 'labextensions/tsvision');
  await rm(folder, { recursive: true, force: true });
  await makeFolder(folder, async (draft) => {
    await cp(built, draft, { recursive: true });
    return undefined;
  });
  return folder;
}
