import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { expandPath, InvalidArgumentError, PathNotFoundError, parseJson } from '../../core/index.js';
import type { Magic, MagicContext } from './magic.js';

/**
 * `%run file.ts [arguments]`: runs a file as if it stood in the cell, so that its variables, with their types, are the
 * notebook's afterwards; of a notebook, all cells. `process.argv` has the arguments meanwhile.
 */
export const run: Magic = {
  name: 'run',
  summary: 'run a file (or a notebook) with arguments; its variables come into this notebook',
  async line(context, args) {
    const [file, ...words] = wordsOf(args);
    if (file === undefined) throw new InvalidArgumentError('%run', args, 'a file, such as %run train.ts 3');
    const path = file.startsWith('~') ? expandPath(file) : resolve(context.cwd, file);
    const text = await readFile(path, 'utf8').catch(() => {
      throw new PathNotFoundError(path, 'file');
    });
    const before = process.argv;
    process.argv = [process.execPath, path, ...words];
    try {
      if (path.endsWith('.ipynb')) await runCells(context, path, text);
      else await context.runFile(path, text);
    } finally {
      process.argv = before;
    }
  },
};

async function runCells(context: MagicContext, path: string, text: string): Promise<void> {
  const { cells = [] } = parseJson(text) as {
    readonly cells?: readonly { readonly cell_type: string; readonly source: string | readonly string[] }[];
  };
  for (const [index, { cell_type, source }] of cells.entries()) {
    const code = typeof source === 'string' ? source : source.join('');
    if (cell_type === 'code' && code.trim() !== '')
      await context.runFile(path, code, `${path}#cell-${index + 1}.ts`);
  }
}

/** Words as a shell takes them apart: quotes keep blanks together. */
function wordsOf(args: string): string[] {
  return [...args.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, bare]) => double ?? single ?? bare ?? '',
  );
}
