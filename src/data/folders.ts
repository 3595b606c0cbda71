import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Whether there is a folder at the path, or a link to one. */
export async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
}

/** Names of the folders right below one, links to folders among them, sorted; those that begin with a dot are hidden. */
export async function subfolders(folder: string): Promise<string[]> {
  const names: string[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.name.startsWith('.')) continue;
    if (entry.isDirectory() || (entry.isSymbolicLink() && (await isFolder(join(folder, entry.name)))))
      names.push(entry.name);
  }
  return names.sort();
}
