import type { Dirent } from 'node:fs';
import { access, open, readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, extname, join, relative, sep } from 'node:path';
import { expandPath, inParallel, PathNotFoundError } from '../core/index.js';
import { isImageHead, photoKind } from '../photo/index.js';

/** One photo of a dataset and what is known of it. */
export interface LabelledItem {
  /** Absolute path of the file. */
  readonly path: string;
  /** Class name; several for multi-label sets; a number for regression; `undefined` when unknown. */
  readonly label: string | readonly string[] | number | undefined;
}

/** A file that was left out, and why. */
export interface SkippedFile {
  /** The file. */
  readonly path: string;
  /** Why it is no photo to take, in words. */
  readonly reason: string;
  /** Set for a link to a folder, or to nothing. */
  readonly isLink?: true;
}

/** What {@link listImageFiles} found. */
export interface ImageListing {
  /** Absolute paths, sorted by their path below the folder, the same on every machine. */
  readonly images: readonly string[];
  /** Files that are no photos. Dot files (`.DS_Store`) are left out without a word. */
  readonly skipped: readonly SkippedFile[];
}

/** Extensions that are taken as photos without looking inside. */
const photoExtensions: ReadonlySet<string> = new Set(
  '.jpg .jpeg .jpe .jfif .png .webp .gif .tif .tiff .avif .heic .heif .hif .bmp .dib .ico .cur .ppm .pgm .pbm .pnm .pam .tga'.split(
    ' ',
  ),
);

/** Extensions that never hold a photo and need no look inside either. */
const otherExtensions: ReadonlySet<string> = new Set(
  '.txt .csv .tsv .json .jsonl .md .html .xml .pdf .zip .tgz .gz .tar .py .ts .ipynb .safetensors .onnx .pth .npy'.split(
    ' ',
  ),
);

/** Cameras' raw files begin as TIFF does: what a TIFF decoder makes of them is a thumbnail, or an error. */
const rawExtensions: ReadonlySet<string> = new Set(
  '.cr2 .cr3 .nef .arw .dng .orf .rw2 .raf .pef .srw'.split(' '),
);

/**
 * Lists the photos of a folder (fastai: `get_image_files`).
 *
 * A photo is known by its extension, and a file with an unknown one by its first bytes. Order does not depend on
 * the file system: paths are compared by code unit, with `/` between their parts. Links are followed; a folder is
 * read once, however many links lead to it.
 *
 * @param options.recurse look into sub-folders as well. @default true
 * @param options.exclude absolute folders to stay out of
 * @throws PathNotFoundError when the folder is not there
 * @example
 * ```ts
 * import { listImageFiles } from 'tsvision';
 * const { images } = await listImageFiles(photos);
 * images.length; // → 36
 * ```
 */
export async function listImageFiles(
  folder: string,
  options: { readonly recurse?: boolean; readonly exclude?: readonly string[] } = {},
): Promise<ImageListing> {
  const root = expandPath(folder);
  if (!(await isFolder(root))) throw new PathNotFoundError(root);
  const { files, skipped: links } = await filesBelow(root, options);
  const images: string[] = [];
  const skipped: SkippedFile[] = [...links];
  for (const path of sortPaths(files, root)) {
    // Nearly all are known by their name, and no turn is given up for each of them.
    const found = whyNoPhoto(path);
    const reason = found instanceof Promise ? await found : found;
    if (reason === undefined) images.push(path);
    else skipped.push({ path, reason });
  }
  return { images, skipped };
}

/** Paths in an order that is the same on every machine. */
export function sortPaths(paths: readonly string[], root: string): string[] {
  const keyed = paths.map((path) => ({ path, key: relativePath(root, path) }));
  return keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).map(({ path }) => path);
}

/** Path as it is below a folder, with `/` on every system; one beside the folder begins with `..`. */
export function relativePath(root: string, path: string): string {
  // What a listing gives needs no working out, which for each of many photos takes longer than reading their names.
  const rest = path.startsWith(root) && path[root.length] === sep ? path.slice(root.length + 1) : '.';
  const inside = /(^|[\\/])(\.|[\\/]|$)/.test(rest) ? relative(root, path) : rest;
  return sep === '/' ? inside : inside.split(sep).join('/');
}

function whyNoPhoto(path: string): string | undefined | Promise<string | undefined> {
  const extension = extname(path).toLowerCase();
  if (photoExtensions.has(extension)) return undefined;
  if (otherExtensions.has(extension)) return `a ${extension} file`;
  if (rawExtensions.has(extension)) return "a camera's raw file: convert it to JPEG or PNG";
  return whyNoPhotoInside(path);
}

async function whyNoPhotoInside(path: string): Promise<string | undefined> {
  const head = await readHead(path);
  if (isImageHead(head)) return undefined;
  const kind = photoKind(head);
  return kind?.reader === 'nobody'
    ? `${kind.name} is not read here: convert it to JPEG or PNG`
    : 'not a picture';
}

async function readHead(path: string): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const head = new Uint8Array(64);
    const { bytesRead } = await file.read(head, 0, head.length, 0);
    return head.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/**
 * The paths under which photos are on the disk, `undefined` for those that are not: a name may be written there with
 * `ä` as one character or as two, and in a table the other way.
 */
export async function findPhotos(paths: readonly string[]): Promise<(string | undefined)[]> {
  const folders = new Map<string, Promise<Map<string, string>>>();
  const namesIn = (folder: string): Promise<Map<string, string>> => {
    const names = folders.get(folder) ?? composedNames(folder);
    folders.set(folder, names);
    return names;
  };
  const find = async (path: string): Promise<string | undefined> => {
    if (await isThere(path)) return path;
    const folder = dirname(path) === path ? undefined : await find(dirname(path));
    const name = folder && (await namesIn(folder)).get(basename(path).normalize('NFC'));
    return folder && name && join(folder, name);
  };
  return inParallel(paths, 64, find);
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

async function composedNames(folder: string): Promise<Map<string, string>> {
  const names = await readdir(folder).catch(() => []);
  return new Map(names.map((name) => [name.normalize('NFC'), name]));
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
