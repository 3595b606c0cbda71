import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { commandLine, packageRoot } from '../../core/index.js';
import type { SetupCheck } from '../../engine/index.js';

/** The checks of `tsvision doctor` beside those of TensorFlow's set-up: to add one, add a line. */
export const toolChecks: readonly (() => Promise<SetupCheck>)[] = [
  program('python', ['python3', 'python'], ['--version'], 'Needed for JupyterLab: apt install python3'),
  program(
    'chromium',
    ['chromium', 'chromium-browser', 'google-chrome'],
    ['--version'],
    'Needed by the browser tests of a checkout only: apt install chromium',
  ),
  program(
    'jupyterlab',
    [venvProgram('jupyter-lab'), 'jupyter-lab'],
    ['--version'],
    existsSync(join(packageRoot(), 'scripts/start.mjs'))
      ? 'Needed for notebooks in a browser: `npm start` installs it'
      : `Needed for notebooks in a browser: pip install jupyterlab ipywidgets, then \`${commandLine('install')}\``,
  ),
  kernelspec,
  weights,
];

function program(
  name: string,
  commands: string[],
  args: string[],
  remedy: string,
): () => Promise<SetupCheck> {
  return async () => {
    for (const command of commands) {
      const found = await firstLine(command, args);
      if (found !== undefined) return { name, found, remedy };
    }
    return { name, remedy };
  };
}

async function kernelspec(): Promise<SetupCheck> {
  const remedy = `Needed by Jupyter to run TypeScript cells: \`${commandLine('install')}\``;
  for (const command of [venvProgram('jupyter'), 'jupyter']) {
    const text = await output(command, ['kernelspec', 'list', '--json']);
    const found = text && /"resource_dir":\s*"([^"]*kernels\/tsvision)"/.exec(text)?.[1];
    if (found) return { name: 'kernelspec', found, remedy };
  }
  return { name: 'kernelspec', remedy };
}

async function weights(): Promise<SetupCheck> {
  const { models, weightsOnDisk } = await import('../../vision/index.js');
  const found = weightsOnDisk(models.efficientnetLite0.spec);
  const remedy = `Needed for lessons that learn from few photos (else models.tinyresnet): \`${commandLine('setup')}\``;
  return { name: 'weights of efficientnetLite0', ...(found === undefined ? {} : { found }), remedy };
}

/** A program of the checkout's own virtual environment. */
function venvProgram(name: string): string {
  const path = join(packageRoot(), '.venv', 'bin', name);
  return existsSync(path) ? path : name;
}

async function firstLine(command: string, args: string[]): Promise<string | undefined> {
  return (await output(command, args))?.trim().split('\n')[0];
}

function output(command: string, args: string[]): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile(command, args, { timeout: 120_000 }, (error, stdout) => resolve(error ? undefined : stdout));
  });
}
