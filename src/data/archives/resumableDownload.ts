import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as wait } from 'node:timers/promises';
import {
  answerFailure,
  atomicWrite,
  DiskFullError,
  FileWriteError,
  SilenceAlarm,
  syncFolder,
  webFetch,
  withFileLock,
  writeFailure,
} from '../../core/index.js';
import { ProgressBar } from '../../notebook/index.js';
import { ChecksumError, DownloadError } from '../errors.js';

/** What a file must be. */
export interface Checksum {
  /** How the sum is made. */
  readonly algorithm: 'sha256' | 'md5';
  /** Hexadecimal. */
  readonly hex: string;
  /** Only so many bytes from the start count. @default all */
  readonly bytes?: number;
}

/** How {@link resumableDownload} works. */
export interface ResumableDownloadOptions {
  readonly checksum?: Checksum | undefined;
  /** Bytes that the file must have. */
  readonly size?: number | undefined;
  /** Longest silence of the server, in seconds. @default 20 */
  readonly timeout?: number;
  /** Shows how far it is. @default true */
  readonly progress?: boolean | undefined;
  /** Tries without any progress before it gives up. @default 5 */
  readonly retries?: number;
  readonly signal?: AbortSignal | undefined;
}

/** The version of the file that the first bytes are of. */
interface Part {
  readonly url: string;
  /** The server's ETag or date, for `If-Range`; empty when it gave none. */
  readonly validator: string;
}

/**
 * Downloads a large file. What comes lies in `PATH.incomplete` until it is whole and its checksum is right; an
 * interrupted download goes on where it stopped, if the server still has the same version (`Range`, `If-Range`).
 * Of several processes that want the same file one downloads, and the others wait for it.
 *
 * @throws DownloadError when the server refuses it, or keeps breaking off
 * @throws ChecksumError when it is another file than it should be
 * @throws DiskFullError when there is no room; what has come is kept
 */
export async function resumableDownload(
  url: string,
  path: string,
  options: ResumableDownloadOptions = {},
): Promise<void> {
  const before = await stat(path).catch(() => undefined);
  const { signal } = options;
  await withFileLock(
    `${path}.lock`,
    async () => {
      const now = await stat(path).catch(() => undefined);
      if (now?.mtimeMs === before?.mtimeMs) await download(url, path, options);
    },
    { signal },
  );
}

async function download(url: string, path: string, options: ResumableDownloadOptions): Promise<void> {
  const { retries = 5, signal } = options;
  const part = `${path}.incomplete`;
  for (let failures = 0; ; ) {
    const before = await sizeOf(part);
    try {
      await downloadRest(url, part, options);
      break;
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof DiskFullError || error instanceof FileWriteError) throw error;
      failures = (await sizeOf(part)) > before ? 0 : failures + 1;
      const { final, message } = error as Error & { final?: boolean };
      if (final || failures >= retries) throw new DownloadError(url, message, error);
      await wait(Math.min(100 * 2 ** failures, 5000), undefined, { signal });
    }
  }
  await check(url, part, options);
  await publish(part, path);
}

async function publish(part: string, path: string): Promise<void> {
  await rename(part, path);
  await syncFolder(dirname(path));
  await rm(`${part}.json`, { force: true });
}

async function downloadRest(url: string, part: string, options: ResumableDownloadOptions): Promise<void> {
  const { timeout = 20, signal } = options;
  using alarm = new SilenceAlarm(timeout, signal);
  try {
    const known = await readPart(part, url, options);
    const have = known ? await sizeOf(part) : 0;
    const range = known && have > 0 ? rangeFrom(have, known) : undefined;
    const response = await webFetch(url, {
      signal: alarm.signal,
      headers: { 'accept-encoding': 'identity', ...range },
    });
    if (response.status === 416 && (await isWhole(response, have))) return;
    if (!response.ok) throw answerFailure(response);
    const resumes = response.status === 206;
    if (!resumes) await startPart(part, url, response);
    const total = (resumes ? have : 0) + Number(response.headers.get('content-length') ?? 0);
    using bar =
      options.progress === false
        ? undefined
        : new ProgressBar(`${nameOf(url)} (MB)`, Math.round(total / 1e6));
    let done = resumes ? have : 0;
    const counted = async function* (): AsyncGenerator<Uint8Array> {
      for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
        alarm.refresh();
        yield chunk;
        done += chunk.length;
        bar?.set(Math.round(done / 1e6));
      }
    };
    await appendPieces(part, counted(), total);
    if (total > 0 && done < total) throw new Error('the connection was cut');
  } catch (error) {
    throw alarm.rang ? alarm.signal.reason : error;
  }
}

function nameOf(url: string): string {
  return basename(new URL(url).pathname);
}

async function appendPieces(part: string, pieces: AsyncIterable<Uint8Array>, total: number): Promise<void> {
  const refused = (error: unknown): never => {
    throw writeFailure(part, error, total);
  };
  const file = await open(part, 'a').catch(refused);
  try {
    // Unlike `write`, `appendFile` goes on after a short write: a nearly full disk takes a part.
    for await (const piece of pieces) await file.appendFile(piece).catch(refused);
    await file.sync().catch(refused);
  } finally {
    await file.close();
  }
}

/** The server has nothing after what is here: that is all of it, or of another version, which starts anew. */
async function isWhole(response: Response, have: number): Promise<boolean> {
  const total = /\/(\d+)$/.exec(response.headers.get('content-range') ?? '')?.[1];
  await response.body?.cancel();
  return Number(total) === have;
}

function rangeFrom(have: number, { validator }: Part): Record<string, string> {
  return { range: `bytes=${have}-`, ...(validator === '' ? {} : { 'if-range': validator }) };
}

/** Nothing where nobody can vouch that the rest is of the same version: neither the server nor a checksum of it all. */
async function readPart(
  part: string,
  url: string,
  { checksum }: ResumableDownloadOptions,
): Promise<Part | undefined> {
  const text = await readFile(`${part}.json`, 'utf8').catch(() => '');
  try {
    const known = JSON.parse(text) as Part;
    const isSafe = known.validator !== '' || (checksum !== undefined && checksum.bytes === undefined);
    return known.url === url && isSafe ? known : undefined;
  } catch {
    return undefined;
  }
}

/** The old bytes go first: a crash in between must not leave them under the new version's name. */
async function startPart(part: string, url: string, response: Response): Promise<void> {
  await discard(part);
  const etag = response.headers.get('etag');
  // A weak ETag may stand for other bytes, so it cannot vouch for a range.
  const strong = etag && !etag.startsWith('W/') ? etag : response.headers.get('last-modified');
  await atomicWrite(`${part}.json`, JSON.stringify({ url, validator: strong ?? '' }));
}

async function check(url: string, part: string, { checksum, size }: ResumableDownloadOptions): Promise<void> {
  const actualSize = await sizeOf(part);
  if (size !== undefined && actualSize !== size) {
    await discard(part);
    throw new ChecksumError(url, String(size), String(actualSize), 'size');
  }
  if (!checksum) return;
  const hash = createHash(checksum.algorithm);
  const end = checksum.bytes === undefined ? {} : { end: checksum.bytes - 1 };
  await pipeline(createReadStream(part, end), hash);
  const actual = hash.digest('hex');
  if (actual === checksum.hex) return;
  await discard(part);
  throw new ChecksumError(url, checksum.hex, actual, checksum.algorithm === 'md5' ? 'MD5' : 'SHA-256');
}

/** A file with the wrong content is of no use for going on. */
async function discard(part: string): Promise<void> {
  await rm(part, { force: true });
  await rm(`${part}.json`, { force: true });
}

async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => undefined))?.size ?? 0;
}
