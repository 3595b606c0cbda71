import { existsSync } from 'node:fs';
import { cp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import { commandLine, expandPath, installedByPip, makeFolder, packageRoot } from '../../core/index.js';
import { dataFolderOf, type InstallPlace, installKernelspec } from '../../kernel/index.js';
import type { CliCommand } from '../cliCommand.js';

interface InstallOptions extends InstallPlace {
  readonly lessons?: string;
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
      const { prefix, user, sysPrefix } = options;
      const isPlaced = prefix !== undefined || user || sysPrefix;
      if (installedByPip() && !isPlaced) process.stdout.write(broughtByPip());
      else await installInto(dataFolderOf(options));
      if (options.lessons !== undefined)
        process.stdout.write(`lessons: ${await copyLessons(expandPath(options.lessons))}\n`);
      process.stdout.write(`engine: ${await engineLine()}\n`);
    });
};

async function installInto(dataFolder: string): Promise<void> {
  process.stdout.write(`kernel: ${await installKernelspec(dataFolder)}\n`);
  const extension = await copyBuilt('widgets/labextension', join(dataFolder, 'labextensions/tsvision'));
  // Where VS Code looks for views of a kernel in a Python environment.
  await copyBuilt('widgets/amd', join(dataFolder, 'nbextensions/tsvision'));
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
  const there = new Set(await readdir(folder).catch(() => []));
  await cp(join(packageRoot(), 'notebooks'), folder, { recursive: true, force: false, filter });
  for (const name of await readdir(folder))
    if (name.endsWith('.ipynb') && !there.has(name)) await leadToSources(join(folder, name));
  return folder;
}

/** What `doc` has shown leads to sources beside the lessons' own folder; from a copy the way is another one. */
async function leadToSources(path: string): Promise<void> {
  const text = await readFile(path, 'utf8');
  const way = relative(await realpath(dirname(path)), join(packageRoot(), 'src')).split(sep);
  const moved = text.replaceAll('](../src/', `](${way.map(encodeURIComponent).join('/')}/`);
  if (moved !== text) await writeFile(path, moved);
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

/** Copies a built part of the front end; the files of an older version have other names, so they are replaced as a whole. */
async function copyBuilt(part: string, folder: string): Promise<string | undefined> {
  const built = join(packageRoot(), part);
  if (!existsSync(built)) return undefined;
  await rm(folder, { recursive: true, force: true });
  await makeFolder(folder, async (draft) => {
    await cp(built, draft, { recursive: true });
    return undefined;
  });
  return folder;
}
