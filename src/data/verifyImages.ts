import { readFile, realpath, stat } from 'node:fs/promises';
import { extname, isAbsolute, join, parse, relative, resolve } from 'node:path';
import type { Sharp } from 'sharp';
import { atomicWrite, expandPath, inParallel } from '../core/index.js';
import { notebookPorts, ProgressBar } from '../notebook/index.js';
import { decodeFailure, type OpenPhoto, openPhoto } from '../photo/index.js';
import { listImageFiles } from './imageFiles.js';
import { moveToTrash } from './trash/moveToTrash.js';
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
  /** Extension of what is written anew, e.g. `.png`; the format follows it. @default that of the file, format included */
  readonly ext?: string;
  /** Leave alone what `dest` has already. @default false in place, else true */
  readonly resume?: boolean;
  /** Stops the run. @default the notebook's interrupt */
  readonly signal?: AbortSignal;
}

/**
 * Decodes every photo of a folder wholly and reports the broken ones (fastai: `verify_images`).
 *
 * Photos are what `listImageFiles` lists: every other file (a model, a table, a notebook) is left alone and counted
 * in the report's `skipped`. Pictures that are whole as far as one can tell, but too large or of a kind that is not
 * read here, are `unsupported`; they stay where they are.
 *
 * Grey, CMYK, 16-bit and transparent photos are fine for training as they are; they are only rewritten when
 * `maxSize` is given, and a small photo is never enlarged.
 *
 * @throws PathNotFoundError when the folder is not there
 * @example
 * ```ts
 * import { verifyImages } from 'tsvision';
 * const report = await verifyImages('photos/black', { maxSize: 500 });
 * report.checked; // → 12
 * ```
 */
export async function verifyImages(path: string, options: VerifyImagesOptions = {}): Promise<VerifyReport> {
  const root = expandPath(path);
  const signal = options.signal ?? notebookPorts().interruptSignal();
  const dest = resolve(root, options.dest ?? '.');
  const exclude = dest === root ? [] : [dest];
  const { images, skipped } = await listImageFiles(root, { recurse: options.recurse ?? false, exclude });
  using bar = new ProgressBar('verify', images.length);
  const verdicts = await inParallel(
    images,
    options.maxWorkers ?? 4,
    async (file) => {
      const verdict = await verdictOn(file, root, options);
      bar.advance();
      return verdict;
    },
    signal,
  );
  const broken = verdicts.flatMap(({ broken }) => broken ?? []);
  return new VerifyReport(root, {
    checked: images.length,
    failed: options.delete ? await throwAway(root, broken) : broken,
    unsupported: verdicts.flatMap(({ unsupported }) => unsupported ?? []),
    resized: verdicts.flatMap(({ resized }) => resized ?? []),
    skipped,
  });
}

/** What came of one photo: at most one of these. */
interface Verdict {
  readonly broken?: BrokenImage;
  readonly unsupported?: BrokenImage;
  readonly resized?: string;
}

async function verdictOn(file: string, root: string, options: VerifyImagesOptions): Promise<Verdict> {
  let bytes: Buffer | undefined;
  try {
    bytes = await readFile(file);
    const photo = await openPhoto(bytes);
    // Not `stats()`, which succeeds when libvips has lost its message: one channel of all pixels is as good.
    await photo.image.clone().extractChannel(0).raw().toBuffer();
    const target = await targetOf(file, root, photo, options);
    if (target === undefined) return {};
    const writer = writerOf(target);
    if (!writer) return { unsupported: { path: file, reason: noWriter(target) } };
    await atomicWrite(target, await rewritten(bytes, options, writer));
    return { resized: target };
  } catch (error) {
    const { reason, broken } = decodeFailure(error, bytes);
    return { [broken ? 'broken' : 'unsupported']: { path: file, reason } };
  }
}

/** All of them or none; `undoTrash` brings them back. A photo that is listed twice, through a link, goes once. */
async function throwAway(root: string, broken: readonly BrokenImage[]): Promise<BrokenImage[]> {
  const files = await Promise.all(broken.map(({ path }) => realpath(parse(path).dir)));
  const places = files.map((folder, i) => join(folder, parse(broken[i]?.path as string).base));
  const once = broken.filter((_, i) => places.indexOf(places[i] as string) === i);
  const paths = once.map(({ path }) => path);
  const { moved } = await moveToTrash(paths, { root, reason: once.map(({ reason }) => reason) });
  const to = new Map(moved.map((move, i) => [places[broken.indexOf(once[i] as BrokenImage)], move.to]));
  return broken.map((one, i) => ({
    ...one,
    ...(to.has(places[i]) && { movedTo: to.get(places[i]) as string }),
  }));
}

/** Where a photo is to be written anew; `undefined` when it is right as it is, or there already. */
async function targetOf(
  file: string,
  root: string,
  photo: OpenPhoto,
  { maxSize, nChannels = 3, dest = '.', ext, resume = dest !== '.' }: VerifyImagesOptions,
): Promise<string | undefined> {
  if (maxSize === undefined) return undefined;
  if (Math.max(photo.width, photo.height) <= maxSize && photo.channels === nChannels) return undefined;
  const folder = isAbsolute(dest) ? dest : join(root, dest);
  const { dir, name } = parse(join(folder, relative(root, file)));
  const target = join(dir, name + (ext ?? (extname(file) || `.${photo.format}`)));
  return resume && (await stat(target).catch(() => undefined)) ? undefined : target;
}

/** The new file has no colour profile: its colours are brought to sRGB once and for all. */
async function rewritten(
  bytes: Uint8Array,
  { maxSize, nChannels = 3 }: VerifyImagesOptions,
  write: (image: Sharp) => Sharp,
): Promise<Buffer> {
  const { image } = await openPhoto(bytes, { colourProfile: true });
  const smaller = image
    .autoOrient()
    .resize({ width: maxSize, height: maxSize, fit: 'inside', withoutEnlargement: true })
    .flatten({ background: '#fff' })
    .toColourspace(nChannels === 1 ? 'b-w' : 'srgb');
  return write(smaller).toBuffer();
}

const jpeg = (image: Sharp): Sharp => image.jpeg({ quality: 92 });
const tiff = (image: Sharp): Sharp => image.tiff({ compression: 'lzw' });

/** A file's format is what its name says. */
const writers: ReadonlyMap<string, (image: Sharp) => Sharp> = new Map([
  ...['.jpg', '.jpeg', '.jpe', '.jfif'].map((extension) => [extension, jpeg] as const),
  ...['.tif', '.tiff'].map((extension) => [extension, tiff] as const),
  ['.png', (image) => image.png()],
  ['.webp', (image) => image.webp({ quality: 92 })],
  ['.gif', (image) => image.gif()],
  ['.avif', (image) => image.avif({ quality: 80 })],
]);

function writerOf(path: string): ((image: Sharp) => Sharp) | undefined {
  return writers.get(extname(path).toLowerCase());
}

function noWriter(path: string): string {
  const extension = extname(path);
  return `it is to be written anew, and ${extension} cannot be written: give \`ext: '.png'\` or '.jpg'`;
}
