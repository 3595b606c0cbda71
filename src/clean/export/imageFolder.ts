import { link, lstat, mkdir, readdir, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import {
  atomicWrite,
  copyWhole,
  inParallel,
  isDiskFull,
  isTsvisionError,
  syncFolder,
  wellFormedJson,
  withFileLock,
  writeFailure,
} from '../../core/index.js';
import { decodeFailure, openPhoto, UnsupportedPhotoError } from '../../photo/index.js';
import { ExportExistsError } from '../errors.js';
import { type ExportItem, type ExportSet, type ExportSplit, labelsOf } from './exportItem.js';
import type { ExportTask, LeftOut } from './exportTask.js';
import { DistinctNames, safeFileName, safeFolderName } from './safeNames.js';

/** What `datasets` calls the parts of the data; photos of none are there to learn from. */
const folderOf: Readonly<Record<ExportSplit, string>> = { train: 'train', valid: 'validation', test: 'test' };

/** A photo and its place below the folder, with `/`. */
interface Placed {
  readonly item: ExportItem;
  readonly place: string;
}

/** Files that are copied at the same time: a disk gains by a few. */
const atOnce = 4;

/** How {@link writeImageFolder} works. */
export interface ImageFolderOptions extends ExportTask {
  /** Hard links instead of copies, where the disk is the same. */
  readonly link: boolean;
  /** Whether the tables have the columns `was`, `mark`, `tags` and `problems` too. */
  readonly decisions: boolean;
}

/**
 * Writes the photos that stay as a folder for Hugging Face's `imagefolder`: `train/CLASS/NAME` and so on, and a
 * `metadata.jsonl` in each part with `file_name` and `label`. It is made under another name beside its place, which it
 * takes when it is whole; after a crash or Stop the next call goes on with what is there.
 *
 * @throws {ExportExistsError} when something is at `path` already
 * @throws {DiskFullError} {@link FileWriteError} nothing is at `path` then
 */
export async function writeImageFolder(
  path: string,
  set: ExportSet,
  options: ImageFolderOptions,
): Promise<readonly LeftOut[]> {
  await requireFree(path);
  const draft = join(dirname(path), `.${basename(path)}.part`);
  const write = async (): Promise<readonly LeftOut[]> => {
    await requireFree(path);
    const leftOut = await fill(draft, placesOf(set), options);
    await rename(draft, path);
    await syncFolder(dirname(path));
    return leftOut;
  };
  try {
    return await withFileLock(`${draft}.lock`, write, { folder: path, signal: options.signal });
  } catch (error) {
    // The room is needed for other things; of a Stop or a crash the copies stay, for the next try.
    if (isDiskFull(error)) await rm(draft, { recursive: true, force: true }).catch(() => undefined);
    throw isTsvisionError(error) ? error : writeFailure(path, error, 0);
  }
}

async function requireFree(path: string): Promise<void> {
  const there = await lstat(path).catch(() => undefined);
  if (there && !(there.isDirectory() && (await readdir(path)).length === 0))
    throw new ExportExistsError(path);
}

/** Where each photo goes: the same at each call, so that a second one finds what the first has copied. */
function placesOf({ items }: ExportSet): Placed[] {
  const files = new DistinctNames();
  const folders = new Map<string, string>();
  const folderNames = new DistinctNames();
  return items
    .filter(({ mark }) => mark !== 'delete')
    .map((item) => {
      const part = `${folderOf[item.split ?? 'train']}/`;
      const label = labelsOf(item).join(';');
      const folder = folders.get(part + label) ?? folderNames.of(part, safeFolderName(label || 'unlabelled'));
      folders.set(part + label, folder);
      return { item, place: files.of(`${folder}/`, safeFileName(basename(item.path))) };
    });
}

async function fill(
  draft: string,
  places: readonly Placed[],
  options: ImageFolderOptions,
): Promise<readonly LeftOut[]> {
  await mkdir(draft, { recursive: true });
  await removeOthers(draft, new Set(places.map(({ place }) => place)));
  const results = await inParallel(
    places,
    atOnce,
    async (placed) => {
      const why = await put(placed.item.path, join(draft, placed.place), options.link);
      options.advance();
      return why === undefined ? placed : { path: placed.item.path, why };
    },
    options.signal,
  );
  const written = results.filter((result): result is Placed => 'place' in result);
  for (const [file, text] of tables(written, options.decisions)) await atomicWrite(join(draft, file), text);
  return results.filter((result): result is LeftOut => 'why' in result);
}

/** What an earlier try has copied of photos that are no longer asked for, and of itself. */
async function removeOthers(draft: string, places: ReadonlySet<string>): Promise<void> {
  for (const entry of await readdir(draft, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    if (!entry.isDirectory() && !places.has(relative(draft, file).split(sep).join('/')))
      await rm(file, { force: true });
  }
}

/** @returns why the photo cannot be had, or nothing */
async function put(from: string, to: string, asLink: boolean): Promise<string | undefined> {
  try {
    const source = await realpath(from);
    if (await isThere(source, to)) return undefined;
    await openPhoto(await readFile(source));
    await rm(to, { force: true });
    await mkdir(dirname(to), { recursive: true });
    if (!(asLink && (await linked(source, to)))) await copyWhole(source, to);
    return undefined;
  } catch (error) {
    // Of what is to be written the system speaks, of a photo the decoder, or it is gone.
    if (isTsvisionError(error) && !(error instanceof UnsupportedPhotoError)) throw error;
    if (isDiskFull(error) || isWriting(error, to)) throw writeFailure(to, error, 0);
    return decodeFailure(error).reason;
  }
}

/** A copy has the times and the length of its photo; a link is the same file. */
async function isThere(from: string, to: string): Promise<boolean> {
  const [a, b] = await Promise.all([stat(from), lstat(to).catch(() => undefined)]);
  if (!b?.isFile()) return false;
  return a.ino === b.ino || (a.size === b.size && Math.abs(a.mtimeMs - b.mtimeMs) < 2);
}

/** Whether a hard link could be made: not on another disk, and not on every one. */
async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (
      ['EXDEV', 'EPERM', 'EMLINK', 'ENOTSUP', 'ENOSYS'].includes((error as NodeJS.ErrnoException).code ?? '')
    )
      return false;
    throw error;
  }
}

function isWriting(error: unknown, to: string): boolean {
  const { path, dest } = error as { path?: string; dest?: string };
  return dest === to || path === to || path === dirname(to);
}

/** The text of `metadata.jsonl` for each part. `datasets` wants the same columns everywhere, and no empty lists. */
function tables(placed: readonly Placed[], decisions: boolean): Map<string, string> {
  const rows = new Map<string, string[]>();
  for (const { item, place } of placed) {
    const [part, ...rest] = place.split('/') as [string, ...string[]];
    const { was = '', mark = '', tags = [], problems = [] } = item;
    const more = decisions ? { was, mark, tags: tags.join(';'), problems: problems.join(';') } : {};
    const row = { file_name: rest.join('/'), label: labelsOf(item).join(';'), ...more };
    const list = rows.get(part) ?? [];
    rows.set(part, list);
    list.push(`${wellFormedJson(JSON.stringify(row))}\n`);
  }
  return new Map([...rows].map(([part, list]) => [`${part}/metadata.jsonl`, list.join('')]));
}
