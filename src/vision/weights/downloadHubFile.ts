import { InvalidArgumentError, webFetch } from '../../core/index.js';
import { resumableDownload } from '../../data/index.js';

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
  const { hubUrl = process.env.HF_ENDPOINT, signal, progress } = options;
  const info = await hub.fileDownloadInfo({
    repo,
    path: file,
    ...(hubUrl === undefined ? {} : { hubUrl }),
    fetch: (input: Parameters<typeof fetch>[0], init?: RequestInit) =>
      webFetch(input, signal === undefined ? init : { ...init, signal }),
  });
  if (info === null) throw new InvalidArgumentError('file', file, `a file of ${repo}`);
  const sha256 = /^"?([0-9a-f]{64})"?$/.exec(info.etag)?.[1];
  const checksum = sha256 === undefined ? undefined : ({ algorithm: 'sha256', hex: sha256 } as const);
  await resumableDownload(info.url, path, { size: info.size, checksum, progress, signal });
  return path;
}
