import {
  access,
  chmod,
  chown,
  constants,
  type FileHandle,
  lstat,
  mkdir,
  open,
  readdir,
  readlink,
  rename,
  rm,
  stat,
} from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { ownedName, sweepLeftovers } from './leftovers.js';
import { writeFailure } from './writeFailure.js';

/** How a file is written. */
export interface WriteOptions {
  /** Permissions of a new file. @default what the user's umask gives */
  readonly mode?: number | undefined;
}

/**
 * Writes a file in pieces, so that a reader, or a crash at any moment, sees the old content or the new one and never
 * a part: the pieces go to a draft beside it, which takes the name when it is whole, has its length and is on the
 * disk. What a killed process has left of drafts in the folder is removed. Missing folders are made; permissions of
 * the old file stay; a symbolic link stays one, and what it leads to is written. A device or pipe is written to as
 * it comes.
 *
 * @param fill writes the content; when it fails, nothing has changed
 * @throws {DiskFullError} when there is no room
 * @throws {FileWriteError} when the system refuses
 */
export async function writeDraft<T>(
  path: string,
  fill: (draft: Draft) => Promise<T>,
  options: WriteOptions = {},
): Promise<T> {
  let draft: Draft | undefined;
  try {
    draft = await Draft.open(path, options);
    const result = await fill(draft);
    await draft.publish();
    return result;
  } catch (error) {
    await draft?.discard();
    throw draft === undefined || error === draft.failure
      ? writeFailure(path, error, draft?.bytes ?? 0)
      : error;
  }
}

/** The file in the making of {@link writeDraft}. */
export class Draft {
  #bytes = 0;
  #failure: unknown;

  private constructor(
    /** Where the pieces lie. */
    readonly path: string,
    private readonly target: string,
    private readonly file: FileHandle,
  ) {}

  static async open(path: string, { mode = 0o666 }: WriteOptions): Promise<Draft> {
    const target = await followLinks(path);
    const old = await stat(target).catch(() => undefined);
    if (old?.isDirectory()) throw refused('EISDIR', target);
    if (old && !old.isFile()) return new Draft(target, target, await open(path, 'w'));
    if (old) await requireWritable(target);
    const folder = dirname(target);
    await mkdir(folder, { recursive: true });
    await sweepDrafts(folder);
    const draft = join(folder, ownedName(draftPrefix));
    const file = await open(draft, 'wx', mode);
    if (old) await likeTheOld(draft, old).catch(() => undefined);
    return new Draft(draft, target, file);
  }

  /** Bytes that the file was to have so far, written or not. */
  get bytes(): number {
    return this.#bytes;
  }

  /** What went wrong with the file itself, as against what was to be written into it. */
  get failure(): unknown {
    return this.#failure;
  }

  /** Adds a piece: all of it, or an error. */
  async write(piece: string | Uint8Array): Promise<void> {
    const bytes = typeof piece === 'string' ? Buffer.from(piece) : piece;
    this.#bytes += bytes.byteLength;
    await this.#noting(writeAll(this.file, bytes));
  }

  /** Gives the draft its name. */
  async publish(): Promise<void> {
    await this.#noting(this.path === this.target ? this.file.close() : this.#rename());
  }

  async #rename(): Promise<void> {
    await this.file.sync();
    const { size } = await this.file.stat();
    if (size !== this.#bytes) throw refused('ENOSPC', this.target);
    await this.file.close();
    await rename(this.path, this.target);
    await syncFolder(dirname(this.target));
  }

  async #noting(work: Promise<void>): Promise<void> {
    try {
      await work;
    } catch (error) {
      this.#failure = error;
      throw error;
    }
  }

  async discard(): Promise<void> {
    await this.file.close().catch(() => undefined);
    if (this.path !== this.target) await rm(this.path, { force: true }).catch(() => undefined);
  }
}

/** A nearly full disk takes a part and says how much; only the next try says that it is full. */
async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.byteLength; ) {
    const { bytesWritten } = await file.write(bytes, at, bytes.byteLength - at);
    if (bytesWritten === 0) throw refused('ENOSPC', 'write');
    at += bytesWritten;
  }
}

/** The names in a folder outlast a power cut too; some systems cannot do that for folders. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}

/** What a link leads to in the end, also where nothing is there yet. */
async function followLinks(path: string): Promise<string> {
  let target = resolve(path);
  for (let steps = 0; steps < 40; steps++) {
    if (!(await lstat(target).catch(() => undefined))?.isSymbolicLink()) return target;
    target = resolve(dirname(target), await readlink(target));
  }
  throw refused('ELOOP', path);
}

/** Taking its name would replace a protected file as well as any other: the folder alone decides. */
async function requireWritable(path: string): Promise<void> {
  await access(path, constants.W_OK).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'EACCES' ? refused('EPROTECTED', path) : error;
  });
}

async function likeTheOld(
  draft: string,
  { mode, uid, gid }: { mode: number; uid: number; gid: number },
): Promise<void> {
  await chmod(draft, mode & 0o7777);
  if (process.getuid?.() === 0) await chown(draft, uid, gid);
}

function refused(code: string, path: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${code}: ${path}`), { code });
}

/** Drafts begin with this; a dot, so that nobody takes one for a photo. */
export const draftPrefix = '.draft-';

/** For each folder, how many more files may be written before it is looked through again. */
const untilNext = new Map<string, number>();
/** Names that are looked at for each file written, at most: the cost for a folder of a million photos. */
const namesForEach = 64;

/** Removes the drafts that killed processes have left in a folder: each time in a small one, now and then in a large one. */
export async function sweepDrafts(folder: string): Promise<void> {
  const left = untilNext.get(folder) ?? 0;
  if (left > 0) {
    untilNext.set(folder, left - 1);
    return;
  }
  const { length } = await readdir(folder).catch(() => []);
  untilNext.set(folder, Math.floor(length / namesForEach));
  await sweepLeftovers(folder, draftPrefix);
}
