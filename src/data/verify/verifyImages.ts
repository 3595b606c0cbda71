import { readdir, stat } from 'node:fs/promises';
import { extname, isAbsolute, join, parse, relative } from 'node:path';
import sharp, { type Metadata } from 'sharp';
import { atomicWrite, expandPath, PathNotFoundError } from '../../core/index.js';
import { notebookPorts, ProgressBar } from '../../notebook/index.js';
import { decodeFailure, decodeOptions } from '../decodeOptions.js';
import { sortPaths } from '../imageFiles.js';
import { inParallel } from '../inParallel.js';
import { moveToTrash } from '../trash/index.js';
import { type BrokenImage, VerifyReport } from './verifyReport.js';

/** How {@link verifyImages} works. */
export interface VerifyImagesOptions {
  /**
   * Move broken files to the folder's `.trash`, from where `undoTrash` brings them back (fastai unlinks them).
   * @default false
   */
  readonly delete?: boolean;
  /** Photos with a longer side than this many pixels are written anew at this size. @default no limit */
  readonly maxSize?: number;
  /** Files at a time. @default 4 */
  readonly maxWorkers?: number;
  /** Look into sub-folders as well. @default false */
  readonly recurse?: boolean;
  /** Folder, relative to `path`, for photos that are written anew. @default '.' (in place) */
  readonly dest?: string;
  /** Photos are to have this many channels: 3 (RGB), 1 (grey); others are written anew. @default 3 */
  readonly nChannels?: 1 | 3 | undefined;
  /** Extension of what is written anew, e.g. `.png`; the format follows it. @default that of the file */
  readonly ext?: string;
  /** Leave alone what `dest` has already. @default false in place, else true */
  readonly resume?: boolean;
  /** Stops the run. @default the notebook's interrupt */
  readonly signal?: AbortSignal;
}

/**
 * Decodes every file of a folder wholly and reports those that are no pictures (fastai: `verify_images`).
 *
 * Grey, CMYK, 16-bit and transparent photos are fine for training as they are; they are only rewritten when
 * `maxSize` is given, and a small photo is never enlarged.
 *
 * @throws PathNotFoundError when the folder is not there
 */
export async function verifyImages(path: string, options: VerifyImagesOptions = {}): Promise<VerifyReport> {
  const root = expandPath(path);
  const signal = options.signal ?? notebookPorts().interruptSignal();
  const files = await allFiles(root, options.recurse ?? false);
  const failed: (BrokenImage | undefined)[] = new Array(files.length);
  const resized: (string | undefined)[] = new Array(files.length);
  using bar = new ProgressBar('verify', files.length);
  const verifyOne = async (file: string, index: number): Promise<void> => {
    try {
      resized[index] = await verifyFile(file, root, options);
    } catch (error) {
      const reason = decodeFailure(error);
      failed[index] = { path: file, reason };
    }
    bar.advance();
  };
  await inParallel(files, options.maxWorkers ?? 4, verifyOne, signal);
  const present = <T>(list: readonly (T | undefined)[]): T[] => list.filter((x): x is T => x !== undefined);
  const broken = options.delete ? await throwAway(root, present(failed)) : present(failed);
  return new VerifyReport(root, files.length, broken, present(resized));
}

/** All of them or none; `undoTrash` brings them back. */
async function throwAway(root: string, broken: readonly BrokenImage[]): Promise<BrokenImage[]> {
  const paths = broken.map(({ path }) => path);
  const { moved } = await moveToTrash(paths, { root, reason: broken.map(({ reason }) => reason) });
  return broken.map((one, i) => ({ ...one, ...(moved[i] ? { movedTo: moved[i].to } : {}) }));
}

async function allFiles(root: string, recurse: boolean): Promise<string[]> {
  if (!(await stat(root).catch(() => undefined))?.isDirectory()) throw new PathNotFoundError(root);
  const walk = async (folder: string): Promise<string[]> => {
    const nested = (await readdir(folder, { withFileTypes: true }))
      .filter((entry) => !entry.name.startsWith('.'))
      .map((entry) => {
        const path = join(folder, entry.name);
        if (entry.isDirectory()) return recurse ? walk(path) : [];
        return [path];
      });
    return (await Promise.all(nested)).flat();
  };
  return sortPaths(await walk(root), root);
}

/** Decodes one file; gives the path of its new version when it was written anew. */
async function verifyFile(
  file: string,
  root: string,
  { maxSize, nChannels = 3, dest = '.', ext, resume = dest !== '.' }: VerifyImagesOptions,
): Promise<string | undefined> {
  const metadata = await sharp(file, decodeOptions).metadata();
  await sharp(file, decodeOptions).stats();
  if (maxSize === undefined || !needsRewrite(metadata, maxSize, nChannels)) return undefined;
  const folder = isAbsolute(dest) ? dest : join(root, dest);
  const { dir, name } = parse(join(folder, relative(root, file)));
  const target = join(dir, name + (ext ?? (extname(file) || `.${metadata.format}`)));
  if (resume && (await stat(target).catch(() => undefined))) return undefined;
  // The new file has no colour profile: its colours are brought to sRGB once and for all.
  const image = sharp(file, { ...decodeOptions, ignoreIcc: false, autoOrient: true })
    .resize({ width: maxSize, height: maxSize, fit: 'inside', withoutEnlargement: true })
    .flatten({ background: '#fff' })
    .toColourspace(nChannels === 1 ? 'b-w' : 'srgb');
  const format = formatOf(target, metadata.format);
  await atomicWrite(
    target,
    await image.toFormat(format, format === 'jpeg' ? { quality: 92 } : {}).toBuffer(),
  );
  return target;
}

function needsRewrite({ width, height, channels }: Metadata, maxSize: number, nChannels: number): boolean {
  return Math.max(width, height) > maxSize || channels !== nChannels;
}

function formatOf(path: string, fallback: Metadata['format']): 'jpeg' | 'png' | 'webp' | 'tiff' | 'gif' {
  const extension = extname(path).slice(1).toLowerCase() || fallback;
  if (extension === 'png' || extension === 'webp' || extension === 'gif') return extension;
  return extension === 'tif' || extension === 'tiff' ? 'tiff' : 'jpeg';
}
