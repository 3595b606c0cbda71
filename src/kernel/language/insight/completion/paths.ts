import { readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import type { CompletionItem, Completions } from '../../cellEvaluator.js';

/** Paths, in the arguments of a shell command or of a magic. */
export function shellPathCompletions(code: string, cursor: number, cwd: string): Completions | undefined {
  const line = code.slice(code.lastIndexOf('\n', cursor - 1) + 1, cursor);
  const [, word] = /^\s*(?:[!%]|.*=\s*!)\S.*?\s([^\s'"{}]*)$/.exec(line) ?? [];
  if (word === undefined || /^\s*%(time|timeit)\b/.test(line)) return undefined;
  return pathCompletions(word, cursor, cwd);
}

/** Files and folders that begin as `typed` does; only the last part of the path is replaced. */
export function pathCompletions(typed: string, cursor: number, cwd: string): Completions {
  const cut = typed.lastIndexOf('/') + 1;
  const folder = typed.slice(0, cut).replace(/^~(?=\/)/, homedir());
  const start = typed.slice(cut);
  return { items: pathItems(resolve(cwd, folder || '.'), start), start: cursor - start.length, end: cursor };
}

/** The same of files that can be imported, and of folders. */
export function modulePathCompletions(typed: string, cursor: number, cwd: string): Completions {
  if (/^\.{1,2}$/.test(typed)) {
    const items = ['./', '../']
      .filter((text) => text.startsWith(typed))
      .map((text) => ({ text, type: 'path' }));
    return { items, start: cursor - typed.length, end: cursor };
  }
  const found = pathCompletions(typed, cursor, cwd);
  return { ...found, items: found.items.filter(({ text }) => isModule.test(text)) };
}

const isModule = /^(?!node_modules)[^/]*\/$|(?<!\.d)\.[cm]?[jt]sx?$|\.json$/;

function pathItems(folder: string, start: string): CompletionItem[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter(({ name }) => name.startsWith(start) && (start !== '' || !name.startsWith('.')))
      .sort((a, b) => a.name.localeCompare(b.name))
      .slice(0, 200)
      .map((entry) => ({ text: entry.isDirectory() ? `${entry.name}/` : entry.name, type: 'path' }));
  } catch {
    return [];
  }
}

/** Whether a text in quotes may be a path: something with a slash, or nothing yet. */
export function looksLikePath(text: string): boolean {
  return /^[^'"`\n$|*?]*$/.test(text);
}
