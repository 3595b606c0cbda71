import { mkdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { atomicWrite, expandPath, InvalidArgumentError, isTsvisionError } from '../../core/index.js';
import type { CliCommand } from '../cliCommand.js';
import type { NotebookDocument, ParameterOptions } from '../run/index.js';

interface RunCommandOptions extends ParameterOptions {
  readonly out?: string;
  readonly inplace?: boolean;
  readonly html?: boolean;
  readonly timeout?: number;
}

export const runCommand: CliCommand = (program) => {
  program
    .command('run')
    .description('run notebooks from top to bottom, without a browser and without Python')
    .argument('<notebooks...>', 'notebooks to run, in order, each in a kernel of its own')
    .option('--out <folder>', 'write the notebooks, with what they show, into this folder')
    .option('--inplace', 'write them over the notebooks themselves')
    .option('--html', 'write a page for reading as well: beside the executed copy, else beside the notebook')
    .option('--timeout <seconds>', 'longest time that a cell may take', secondsOf)
    .option('-p, --parameter <name value>', 'set a variable, as papermill does; JSON, else text', collected)
    .option('-r, --raw-parameter <name value>', 'the same, the value as text', collected)
    .option('-f, --parameters-file <file>', 'set the variables of a JSON object')
    .action(async (notebooks: string[], options: RunCommandOptions) => {
      const interrupted = new AbortController();
      process.once('SIGINT', () => interrupted.abort());
      for (const path of notebooks) {
        if (interrupted.signal.aborted) break;
        const succeeded = await runOne(expandPath(path), options, interrupted.signal);
        if (!succeeded) process.exitCode = 1;
      }
      if (interrupted.signal.aborted) process.exitCode = 130;
    });
};

async function runOne(path: string, options: RunCommandOptions, signal: AbortSignal): Promise<boolean> {
  const { injectParameters, parametersOf, readNotebook, RunProgress, runNotebook } = await import(
    '../run/index.js'
  );
  const name = basename(path);
  const notebook = await readNotebook(path);
  const unknown = injectParameters(notebook, await parametersOf(options));
  if (unknown.length > 0)
    process.stderr.write(
      `${name}: no cell tagged “parameters” has ${unknown.join(', ')}; set all the same\n`,
    );
  const progress = new RunProgress(name);
  const onCell = progress.cell.bind(progress);
  try {
    const failure = await runNotebook(notebook, path, { timeout: options.timeout, onCell, signal });
    progress.finish(failure ? `failed in cell ${failure.number}` : 'done');
    if (failure) process.stderr.write(`${failure.traceback.join('\n')}\n`);
    return failure === undefined;
  } catch (error) {
    progress.finish('failed');
    if (!isTsvisionError(error)) throw error;
    if (!signal.aborted) process.stderr.write(`${error.message}\n`);
    return false;
  } finally {
    await save(notebook, path, options);
  }
}

/** What was shown until then is kept also when a cell failed: it says why. */
async function save(
  notebook: NotebookDocument,
  path: string,
  { out, inplace, html }: RunCommandOptions,
): Promise<void> {
  const { writeNotebook } = await import('../run/index.js');
  const folder = out === undefined ? resolve(path, '..') : expandPath(out);
  const target = join(folder, basename(path));
  if (out !== undefined) await mkdir(folder, { recursive: true });
  if (out !== undefined || inplace) await writeNotebook(target, notebook);
  if (html) {
    // What makes pages takes longer to load than all the rest.
    const { notebookHtml } = await import('../run/notebookHtml.js');
    const title = basename(path, '.ipynb');
    const page = join(folder, `${title}.html`);
    await atomicWrite(page, notebookHtml(notebook, title));
    process.stderr.write(`page: ${page}\n`);
  }
}

const collected = (pair: string, earlier: readonly string[] = []): readonly string[] => [...earlier, pair];

function secondsOf(text: string): number {
  const seconds = Number(text);
  if (!(seconds > 0)) throw new InvalidArgumentError('--timeout', text, 'a number of seconds above 0');
  return seconds;
}
