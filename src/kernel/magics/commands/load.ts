import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { expandPath, PathNotFoundError, webFetch } from '../../../core/index.js';
import type { Magic } from '../magic.js';

/** `%load file`: puts a file's text (or a URL's) into the cell. */
export const load: Magic = {
  name: 'load',
  summary: 'put the text of a file or URL into the cell',
  async line(context, args) {
    const source = args.trim();
    context.setNextInput(`// %load ${source}\n${await read(source, context.cwd)}`, true);
  },
};

async function read(source: string, cwd: string): Promise<string> {
  if (/^https?:/.test(source)) return (await webFetch(source)).text();
  const path = source.startsWith('~') ? expandPath(source) : resolve(cwd, source);
  return readFile(path, 'utf8').catch(() => {
    throw new PathNotFoundError(path, 'file');
  });
}
