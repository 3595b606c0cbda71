import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rename, stat, truncate } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ChecksumError, InvalidArgumentError } from '../../core/index.js';
import { ProgressBar } from '../../notebook/index.js';

/** How a file is fetched from the Hugging Face hub. */
export interface HubDownloadOptions {
  /** Base address of the hub. @default `HF_ENDPOINT`, else https://huggingface.co */
  readonly hubUrl?: string;
  /** Shows how far the download is. @default true */
  readonly progress?: boolean;
  readonly signal?: AbortSignal;
}

/**
 * Fetches one file of a model repository to `path`. What an interrupted download left is continued; the file
 * takes its name only when its length and SHA-256 are the hub's.
 *
 * @returns `path`
 * @throws {ChecksumError} when the content is not what the hub announces
 */
export async function downloadHubFile(
  repo: string,
  file: string,
  path: string,
  options: HubDownloadOptions = {},
): Promise<string> {
  // Loaded when it is needed: most runs find their weights on disk.
  const hub = await import('@huggingface/hub');
  const { hubUrl = process.env.HF_ENDPOINT, signal, progress = true } = options;
  const request = {
    repo,
    path: file,
    ...(hubUrl === undefined ? {} : { hubUrl }),
    fetch: (input: Parameters<typeof fetch>[0], init?: RequestInit) =>
      fetch(input, signal === undefined ? init : { ...init, signal }),
  };
  const info = await hub.fileDownloadInfo(request);
  const blob = info === null ? null : await hub.downloadFile({ ...request, downloadInfo: info });
  if (info === null || blob === null) throw new InvalidArgumentError('file', file, `a file of ${repo}`);
  const sha256 = /^"?([0-9a-f]{64})"?$/.exec(info.etag)?.[1];
  const part = `${path}.${(sha256 ?? 'unknown').slice(0, 12)}.part`;
  await mkdir(dirname(path), { recursive: true });
  await fetchRest(blob, part, info.size, progress ? basename(path) : undefined, signal);
  await checkSum(part, sha256, info.url);
  await rename(part, path);
  return path;
}

/** Appends to `part` what it lacks of the blob. */
async function fetchRest(
  blob: Blob,
  part: string,
  size: number,
  label: string | undefined,
  signal: AbortSignal | undefined,
): Promise<void> {
  const have = Math.min(await sizeOf(part), size);
  const bar = label === undefined ? undefined : new ProgressBar(`${label} (MB)`, size / 1e6);
  let done = have;
  const counted = async function* (): AsyncGenerator<Uint8Array> {
    for await (const chunk of blob.slice(have, size).stream() as unknown as AsyncIterable<Uint8Array>) {
      done += chunk.byteLength;
      bar?.set(Math.round(done / 1e5) / 10);
      yield chunk;
    }
  };
  try {
    if (have < size)
      await pipeline(
        counted,
        createWriteStream(part, { flags: 'a' }),
        signal === undefined ? {} : { signal },
      );
  } finally {
    bar?.finish();
  }
}

async function checkSum(part: string, expected: string | undefined, url: string): Promise<void> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(part), hash);
  const actual = hash.digest('hex');
  if (expected === undefined || actual === expected) return;
  await truncate(part); // so that the next try starts anew
  throw new ChecksumError(url, expected, actual);
}

async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => undefined))?.size ?? 0;
}
