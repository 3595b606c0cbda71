import { InvalidArgumentError, webFetch } from '../../core/index.js';
import { DownloadError, resumableDownload } from '../../data/index.js';

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
 * @throws {InvalidArgumentError} when the repository has no such file
 * @throws {DownloadError} when the hub does not give it
 * @throws {ChecksumError} when the content is not what the hub announces
 */
export async function downloadHubFile(
  repo: string,
  file: string,
  path: string,
  options: HubDownloadOptions = {},
): Promise<string> {
  const { hubUrl = process.env.HF_ENDPOINT ?? 'https://huggingface.co', signal, progress } = options;
  const { url, size, etag } = await askHub(repo, file, hubUrl, signal);
  const sha256 = /^"?([0-9a-f]{64})"?$/.exec(etag ?? '')?.[1];
  const checksum = sha256 === undefined ? undefined : ({ algorithm: 'sha256', hex: sha256 } as const);
  await resumableDownload(url, path, { size, checksum, progress, signal });
  return path;
}

/** What the hub says of a file. */
interface HubFile {
  readonly url: string;
  readonly size: number;
  /** The SHA-256, of a file that lies in its large storage; the hash of a commit else. */
  readonly etag: string | undefined;
}

/** Asks for the first byte: the answer tells length and sum, of a large file by way of the storage's own format. */
async function askHub(repo: string, file: string, hubUrl: string, signal?: AbortSignal): Promise<HubFile> {
  const url = `${hubUrl}/${repo}/resolve/main/${file}`;
  const answer = await webFetch(url, {
    headers: { Range: 'bytes=0-0', Accept: 'application/vnd.xet-fileinfo+json, */*' },
    ...(signal && { signal }),
  });
  await answer.body?.cancel();
  const { headers } = answer;
  if (answer.status === 404 && headers.get('X-Error-Code') === 'EntryNotFound')
    throw new InvalidArgumentError('file', file, `a file of ${repo}`);
  if (!answer.ok)
    throw new DownloadError(url, `the hub answers ${answer.status} ${answer.statusText}`.trim());
  const size = Number(
    headers.get('X-Linked-Size') ?? headers.get('Content-Range')?.split('/')[1] ?? Number.NaN,
  );
  if (!Number.isSafeInteger(size)) throw new DownloadError(url, 'the hub does not say how long the file is');
  const etag = headers.get('X-Linked-ETag') ?? headers.get('ETag') ?? undefined;
  // What another server signed is not followed twice: such an address holds for minutes.
  const stays = answer.url !== '' && new URL(answer.url).origin === new URL(hubUrl).origin;
  return { url: stays ? answer.url : url, size, etag };
}
