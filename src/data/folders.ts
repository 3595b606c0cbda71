import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** A file that was left out, and why. */
export interface SkippedFile {
  readonly path: string;
  readonly reason: string;
  /** Set for a link to a folder, or to nothing. */
  readonly isLink?: true;
}

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

/** Files below a folder, and the links that lead nowhere or where everything is read already. */
export interface FilesBelow {
  readonly files: string[];
  readonly skipped: SkippedFile[];
}

/**
 * Every file below a folder, dot files left out. Links are followed. A folder is read once, under its own path where
 * it lies below the root, so that links in circles end and no photo counts twice.
 *
 * @param options.recurse look into sub-folders as well. @default true
 * @param options.exclude absolute folders to stay out of
 */
export async function filesBelow(
  root: string,
  options: { readonly recurse?: boolean; readonly exclude?: readonly string[] } = {},
): Promise<FilesBelow> {
  const exclude = new Set(options.exclude);
  const walk = new FolderWalk(options.recurse ?? true, exclude);
  for (const folder of exclude) await walk.leaveOut(folder);
  await walk.read(root);
  await walk.followLinks();
  return walk;
}

class FolderWalk implements FilesBelow {
  readonly files: string[] = [];
  readonly skipped: SkippedFile[] = [];
  /** Real paths of the folders that were read. */
  readonly #read = new Set<string>();
  readonly #links: string[] = [];

  constructor(
    readonly recurse: boolean,
    readonly exclude: ReadonlySet<string>,
  ) {}

  /** A link does not lead to an excluded folder either. */
  async leaveOut(folder: string): Promise<void> {
    const real = await realpath(folder).catch(() => undefined);
    if (real !== undefined) this.#read.add(real);
  }

  async read(folder: string): Promise<void> {
    this.#read.add(await realpath(folder));
    const entries = await readdir(folder, { withFileTypes: true });
    // In an order of its own: of two links to one folder the same is followed on every machine.
    entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of entries) if (!entry.name.startsWith('.')) await this.#take(folder, entry);
  }

  /** After all real folders, for what a link leads to may be among them. */
  async followLinks(): Promise<void> {
    for (const link of this.#links) {
      const target = await realpath(link);
      if (!this.#read.has(target)) await this.read(link);
      else this.#skip(link, 'a link to a folder that is read or left out already');
    }
  }

  #skip(path: string, reason: string): void {
    this.skipped.push({ path, reason, isLink: true });
  }

  async #take(folder: string, entry: Dirent): Promise<void> {
    const path = join(folder, entry.name);
    const kind = entry.isSymbolicLink() ? await stat(path).catch(() => undefined) : entry;
    if (kind === undefined) this.#skip(path, 'a link to nothing');
    else if (kind.isFile()) this.files.push(path);
    else if (kind.isDirectory() && this.recurse && !this.exclude.has(path))
      await (entry.isSymbolicLink() ? this.#links.push(path) : this.read(path));
  }
}
