import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expandPath, InvalidArgumentError } from '../../core/index.js';
import { EmptyDatasetError } from '../errors.js';
import { isUrl } from './byteSource.js';

/** Most files that a pattern may stand for. */
const maxFiles = 100_000;

/**
 * The files that are meant, in order: `train-{000..146}.tar` as webdataset writes it, a list, or a folder, whose files with
 * the extension are taken.
 *
 * @throws EmptyDatasetError for a folder without any
 */
export async function shardFiles(files: string | readonly string[], extension: string): Promise<string[]> {
  const given = typeof files === 'string' ? [files] : [...files];
  if (given.length === 0) throw new InvalidArgumentError('files', files, 'at least one file');
  const found: string[] = [];
  for (const each of given.flatMap(expandBraces)) found.push(...(await inFolder(each, extension)));
  return found;
}

/** `a{08..10}b` as `a08b`, `a09b`, `a10b`; `{x,y}` as both. */
export function expandBraces(pattern: string): string[] {
  const match = /^(.*?)\{(?:(\d+)\.\.(\d+)|([^{}]*,[^{}]*))\}(.*)$/s.exec(pattern);
  if (!match) return [pattern];
  const [, before = '', from, to, list, after = ''] = match;
  const middles = list === undefined ? numbers(pattern, from as string, to as string) : list.split(',');
  return middles.flatMap((middle) => expandBraces(`${before}${middle}${after}`));
}

function numbers(pattern: string, from: string, to: string): string[] {
  const count = Number(to) - Number(from) + 1;
  if (!(count >= 1 && count <= maxFiles))
    throw new InvalidArgumentError('files', pattern, `a range of 1 to ${maxFiles} files`);
  return Array.from({ length: count }, (_, i) => String(Number(from) + i).padStart(from.length, '0'));
}

async function inFolder(path: string, extension: string): Promise<string[]> {
  if (isUrl(path)) return [path];
  const absolute = expandPath(path);
  if (!(await stat(absolute).catch(() => undefined))?.isDirectory()) return [absolute];
  const names = (await readdir(absolute)).filter((name) => name.endsWith(extension) && !name.startsWith('.'));
  if (names.length === 0)
    throw new EmptyDatasetError(absolute, `There is no ${extension} file`, 'Name the folder of the shards.');
  return names.sort().map((name) => join(absolute, name));
}
