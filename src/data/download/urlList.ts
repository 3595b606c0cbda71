import { readFile } from 'node:fs/promises';
import { expandPath, PathNotFoundError } from '../../core/index.js';

/** The addresses in a text: one a line; blank lines, comments (`#`) and stray quotes or commas are left out. */
export function parseUrlList(text: string): string[] {
  return text
    .split(/\r\n|\r|\n/)
    .map((line) => line.replace(/^\uFEFF/, '').trim())
    .map((line) => line.replace(/^["']|["'],?$|,$/g, '').trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}

/** Reads a file of addresses; see {@link parseUrlList}. */
export async function readUrlList(path: string): Promise<string[]> {
  const absolute = expandPath(path);
  const text = await readFile(absolute, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ENOENT' ? new PathNotFoundError(absolute, 'file') : error;
  });
  return parseUrlList(text);
}
