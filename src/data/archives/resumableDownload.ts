import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { ChecksumError, DownloadError } from '../../core/index.js';
import { ProgressBar } from '../../notebook/index.js';

/** What a file must be. */
export interface Checksum {
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
  /** Tries without any progress before it gives up. @default 5 */
  readonly retries?: number;
  readonly signal?: AbortSignal | undefined;
}

/** The version of the file that the first bytes are of. */
interface Part {
  readonly url: string;
  /** The server's ETag or date, for `If-Range`. */
  readonly validator: string;
}

/**
 * Downloads a large file. What comes lies in `PATH.incomplete` until it is whole and its checksum is right; an
 * interrupted download goes on where it stopped, if the server still has the same version (`Range`, `If-Range`).
 *
 * @throws DownloadError when the server gives it not, or stops giving
 * @throws ChecksumError when it is another file than it should be
 */
export async function resumableDownload(
  url: string,
  path: string,
  options: ResumableDownloadOptions = {},
): Promise<void> {
  const { retries = 5, signal } = options;
  await mkdir(dirname(path), { recursive: true });
  const part = `${path}.incomplete`;
  for (let vain = 0; ; ) {
    const before = await sizeOf(part);
    try {
      await downloadRest(url, part, options);
      break;
    } catch (error) {
      signal?.throwIfAborted();
      vain = (await sizeOf(part)) > before ? 0 : vain + 1;
      const { final, message } = error as Error & { final?: boolean };
      if (final || vain >= retries) throw new DownloadError(url, message, error);
      await wait(Math.min(100 * 2 ** vain, 5000), undefined, { signal });
    }
  }
  await check(url, part, options);
  await rename(part, path);
  await rm(`${part}.json`, { force: true });
}

async function downloadRest(url: string, part: string, options: ResumableDownloadOptions): Promise<void> {
  const { timeout = 20, signal } = options;
  const silence = new AbortController();
  const alarm = setTimeout(
    () => silence.abort(new Error(`the server is silent for ${timeout} s`)),
    timeout * 1000,
  );
  const both = signal ? AbortSignal.any([signal, silence.signal]) : silence.signal;
  try {
    const known = await readPart(part, url);
    const have = known ? await sizeOf(part) : 0;
    const range = known && have > 0 ? { range: `bytes=${have}-`, 'if-range': known.validator } : undefined;
    const response = await fetch(url, { signal: both, headers: { 'accept-encoding': 'identity', ...range } });
    if (response.status === 416 && (await isWhole(response, have))) return;
    if (!response.ok) throw refusal(response);
    const resumes = response.status === 206;
    await writePart(part, url, response);
    const total = (resumes ? have : 0) + Number(response.headers.get('content-length') ?? 0);
    using bar = new ProgressBar(`${basename(url)} (MB)`, Math.round(total / 1e6));
    let done = resumes ? have : 0;
    const counted = async function* (): AsyncGenerator<Uint8Array> {
      for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
        alarm.refresh();
        done += chunk.length;
        bar.set(Math.round(done / 1e6));
        yield chunk;
      }
    };
    await pipeline(counted, createWriteStream(part, { flags: resumes ? 'a' : 'w' }), { signal: both });
    if (total > 0 && done < total) throw new Error('the connection was cut');
  } catch (error) {
    throw silence.signal.aborted ? silence.signal.reason : error;
  } finally {
    clearTimeout(alarm);
  }
}

function refusal(response: Response): Error {
  const final =
    response.status < 500 && response.status !== 429 && response.status !== 408 && response.status !== 416;
  return Object.assign(new Error(`the server answered ${response.status} ${response.statusText}`.trim()), {
    final,
  });
}

/** The server has nothing after what is here: that is all of it, or of another version, which starts anew. */
async function isWhole(response: Response, have: number): Promise<boolean> {
  const total = /\/(\d+)$/.exec(response.headers.get('content-range') ?? '')?.[1];
  await response.body?.cancel();
  return Number(total) === have;
}

async function readPart(part: string, url: string): Promise<Part | undefined> {
  const text = await readFile(`${part}.json`, 'utf8').catch(() => '');
  try {
    const known = JSON.parse(text) as Part;
    return known.url === url && known.validator ? known : undefined;
  } catch {
    return undefined;
  }
}

async function writePart(part: string, url: string, response: Response): Promise<void> {
  const etag = response.headers.get('etag');
  // A weak ETag may stand for other bytes, so it cannot vouch for a range.
  const strong = etag && !etag.startsWith('W/') ? etag : response.headers.get('last-modified');
  await writeFile(`${part}.json`, JSON.stringify({ url, validator: strong ?? '' }));
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
