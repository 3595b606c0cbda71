import { setTimeout as wait } from 'node:timers/promises';
import { answerFailure, SilenceAlarm, webFetch } from '../../core/index.js';
import { DownloadError } from '../errors.js';
import { type ByteSource, maxPhotoBytes } from './shard.js';

/** How parts of a file are asked for. */
export interface FetchRangeOptions {
  /** Longest silence of the server, in seconds. @default 20 */
  readonly timeout?: number;
  /** Tries without any progress before it gives up. @default 5 */
  readonly retries?: number;
  /** Stops what is being asked for. */
  readonly signal?: AbortSignal | undefined;
}

/** What the server said of the file when it was opened. */
interface Version {
  readonly size: number;
  readonly validator: string | null;
}

/** An address without its query: that of a presigned one is a secret, and differs each time it is signed. */
export function bareUrl(url: string): string {
  const { origin, pathname } = new URL(url);
  return `${origin}${decodeURI(pathname)}`;
}

/**
 * A file behind an http(s) address, read by `Range`: a bucket's presigned addresses allow GET alone, so that the size is
 * what the answer to the first range says. A connection that breaks is taken up again at the byte where it broke.
 *
 * @throws DownloadError when the server refuses, gives no ranges, keeps breaking off, or has another version meanwhile
 */
export async function urlSource(url: string, options: FetchRangeOptions = {}): Promise<ByteSource> {
  const name = bareUrl(url);
  const version = await retrying(name, options, () => askVersion(url, options));
  const read = async (offset: number, length: number): Promise<Buffer> => {
    const bytes = Buffer.allocUnsafeSlow(length);
    let have = 0;
    await retrying(
      name,
      options,
      async () => {
        for await (const piece of rangeOf(url, offset + have, offset + length, version, options)) {
          bytes.set(piece.subarray(0, length - have), have);
          have = Math.min(length, have + piece.length);
        }
        if (have < length) throw new Error('the connection was cut');
      },
      () => have,
    );
    return bytes;
  };
  return { name, size: version.size, piece: 8 * 2 ** 20, read };
}

/**
 * All of what is behind an address, for files that fit into memory. Unlike {@link urlSource} it asks once, and servers
 * without ranges will do.
 *
 * @throws DownloadError
 */
export async function fetchBytes(url: string, options: FetchRangeOptions = {}): Promise<Buffer> {
  const come: Come = { pieces: [], length: 0, validator: null };
  await retrying(
    bareUrl(url),
    options,
    () => fetchRest(url, come, options),
    () => come.length,
  );
  return Buffer.concat(come.pieces);
}

/** What has come of a file so far, and of which version it is. */
interface Come {
  pieces: Uint8Array[];
  length: number;
  validator: string | null;
}

async function fetchRest(
  url: string,
  come: Come,
  { timeout = 20, signal }: FetchRangeOptions,
): Promise<void> {
  using alarm = new SilenceAlarm(timeout, signal);
  try {
    const response = await askRange(url, `bytes=${come.length}-`, alarm);
    if (response.status !== 200) requirePart(response);
    const isNew = response.status === 200 || validatorOf(response) !== come.validator;
    if (isNew && response.status === 206 && come.length > 0)
      throw final('it was replaced by another version while it was read');
    if (isNew) Object.assign(come, { pieces: [], length: 0, validator: validatorOf(response) });
    const end = come.length + Number(response.headers.get('content-length') ?? 0);
    for await (const piece of response.body as unknown as AsyncIterable<Uint8Array>) {
      alarm.refresh();
      come.pieces.push(piece);
      come.length += piece.length;
      if (come.length > maxPhotoBytes) throw final('it is too large for a photo');
    }
    if (come.length < end) throw new Error('the connection was cut');
  } catch (error) {
    throw alarm.rang ? alarm.signal.reason : error;
  }
}

async function askVersion(url: string, options: FetchRangeOptions): Promise<Version> {
  using alarm = new SilenceAlarm(options.timeout ?? 20, options.signal);
  const response = await askRange(url, 'bytes=0-0', alarm);
  await response.body?.cancel();
  const size = totalOf(response);
  // 416: there is no first byte.
  if (response.status === 416 && size === 0) return { size, validator: null };
  requirePart(response);
  return { size, validator: validatorOf(response) };
}

async function* rangeOf(
  url: string,
  from: number,
  end: number,
  version: Version,
  { timeout = 20, signal }: FetchRangeOptions,
): AsyncGenerator<Uint8Array> {
  using alarm = new SilenceAlarm(timeout, signal);
  try {
    const response = await askRange(url, `bytes=${from}-${end - 1}`, alarm);
    requirePart(response);
    if (totalOf(response) !== version.size || validatorOf(response) !== version.validator)
      throw final('it was replaced by another version while it was read');
    for await (const piece of response.body as unknown as AsyncIterable<Uint8Array>) {
      alarm.refresh();
      yield piece;
    }
  } catch (error) {
    throw alarm.rang ? alarm.signal.reason : error;
  }
}

function askRange(url: string, range: string, { signal }: SilenceAlarm): Promise<Response> {
  return webFetch(url, { signal, headers: { range, 'accept-encoding': 'identity' } });
}

function requirePart(response: Response): void {
  if (response.status === 206) return;
  void response.body?.cancel().catch(() => undefined);
  throw response.ok
    ? final('the server gives no parts of files (HTTP ranges)')
    : Object.assign(answerFailure(response), { status: response.status });
}

function totalOf(response: Response): number {
  return Number(/\/(\d+)$/.exec(response.headers.get('content-range') ?? '')?.[1]);
}

function validatorOf({ headers }: Response): string | null {
  return headers.get('etag') ?? headers.get('last-modified');
}

function final(message: string): Error {
  return Object.assign(new Error(message), { final: true });
}

/** Tries again after a growing pause, unless asking again would not help. @param progress what a try must raise to count as none in vain */
export async function retrying<T>(
  name: string,
  { retries = 5, signal }: FetchRangeOptions,
  work: () => Promise<T>,
  progress: () => number = () => 0,
): Promise<T> {
  for (let failures = 0; ; ) {
    const before = progress();
    try {
      signal?.throwIfAborted();
      return await work();
    } catch (error) {
      signal?.throwIfAborted();
      failures = progress() > before ? 1 : failures + 1;
      const { final: isFinal, message, cause } = error as Error & { final?: boolean };
      if (isFinal || failures >= retries)
        throw new DownloadError(name, reasonOf(message, cause), error, remedyFor(message));
      await wait(Math.min(100 * 2 ** failures, 5000), undefined, { signal });
    }
  }
}

function reasonOf(message: string, cause: unknown): string {
  const { code } = (cause ?? {}) as NodeJS.ErrnoException;
  if (code === 'ENOTFOUND') return 'there is no such server';
  if (code === 'UND_ERR_SOCKET' || code === 'ECONNRESET') return 'the server closed the connection';
  return code ?? message;
}

function remedyFor(reason: string): string {
  if (/\b403\b/.test(reason))
    return 'Presigned addresses last for a while only: sign the list anew, and go on with it.';
  if (reason.includes('HTTP ranges'))
    return 'Download the file first, or serve it from a bucket; those give parts.';
  return 'Check the connection and try again: what was done before is kept.';
}
