import { open } from 'node:fs/promises';
import { extname, relative, sep } from 'node:path';
import { expandPath, PathNotFoundError } from '../core/index.js';
import { isImageHead, photoKind } from '../photo/index.js';
import { filesBelow, isFolder, type SkippedFile } from './folders.js';

/** One photo of a dataset and what is known of it. */
export interface LabelledItem {
  /** Absolute path of the file. */
  readonly path: string;
  /** Class name; several for multi-label sets; a number for regression; `undefined` when unknown. */
  readonly label: string | readonly string[] | number | undefined;
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
    const reason = await whyNoPhoto(path);
    if (reason === undefined) images.push(path);
    else skipped.push({ path, reason });
  }
  return { images, skipped };
}

/** Paths in an order that is the same on every machine. */
export function sortPaths(paths: readonly string[], root: string): string[] {
  const keyed = paths.map((path) => ({ path, key: relative(root, path).split(sep).join('/') }));
  return keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).map(({ path }) => path);
}

async function whyNoPhoto(path: string): Promise<string | undefined> {
  const extension = extname(path).toLowerCase();
  if (photoExtensions.has(extension)) return undefined;
  if (otherExtensions.has(extension)) return `a ${extension} file`;
  if (rawExtensions.has(extension)) return "a camera's raw file: convert it to JPEG or PNG";
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
