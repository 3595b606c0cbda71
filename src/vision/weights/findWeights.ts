import { existsSync, readdirSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import {
  cacheFolder,
  expandPath,
  InvalidArgumentError,
  PathNotFoundError,
  packageRoot,
  realDataFolder,
  webFetch,
} from '../../core/index.js';
import { DownloadError, resumableDownload } from '../../data/index.js';
import { WeightsNotFoundError } from '../errors.js';

/** Where weights are looked for. */
export interface FindWeightsOptions extends HubDownloadOptions {
  /** The file itself, torchvision-named safetensors. @default found by architecture */
  readonly weights?: string;
}

/** What is looked for. */
export interface WantedWeights {
  /** Name in `models`. */
  readonly name: string;
  readonly torchName: string;
  readonly hub: readonly { readonly repo: string; readonly file?: string }[];
  readonly embedded?: string;
  /** Whether `tsvision setup` fetches them. */
  readonly setUp?: boolean;
}

/**
 * Path of the weights of an architecture: the file that `weights` names; one that comes with the package; a
 * file named after the architecture in a folder of `TSVISION_WEIGHTS` or in our cache; the Hugging Face cache;
 * the Hugging Face hub, from which it is fetched into our cache.
 *
 * @throws {PathNotFoundError} when `weights` names no file
 * @throws {WeightsNotFoundError} when it is nowhere and cannot be fetched
 */
export async function findWeights(wanted: WantedWeights, options: FindWeightsOptions = {}): Promise<string> {
  if (options.weights !== undefined) return namedFile(options.weights);
  const searched: string[] = [];
  const found = weightsOnDisk(wanted, searched);
  if (found !== undefined) return found;
  const putAt = cachedWeights(wanted);
  const file = wanted.hub[0];
  if (file === undefined || isOffline()) {
    const why = file === undefined ? 'no hub offers them as safetensors' : 'HF_HUB_OFFLINE is set';
    throw new WeightsNotFoundError(wanted.name, searched, why, putAt, undefined, wanted.setUp);
  }
  try {
    return await downloadHubFile(file.repo, file.file ?? 'model.safetensors', putAt, options);
  } catch (error) {
    if (options.signal?.aborted) throw error;
    const why = `${file.repo} could not be fetched (${(error as Error).message.split('\n')[0]})`;
    throw new WeightsNotFoundError(wanted.name, searched, why, putAt, error, wanted.setUp);
  }
}

/** Where an architecture's weights lie in our cache, once they are fetched. */
export function cachedWeights({ torchName }: Pick<WantedWeights, 'torchName'>): string {
  return cacheFolder('weights', `${torchName}.safetensors`);
}

/** Path of an architecture's weights on this machine, or nothing; asks no network. */
export function weightsOnDisk(wanted: WantedWeights, searched: string[] = []): string | undefined {
  return localCandidates(wanted, searched).find((path) => existsSync(path));
}

function namedFile(weights: string): string {
  const path = expandPath(weights);
  if (!existsSync(path) || statSync(path).isDirectory())
    throw new PathNotFoundError(path, 'file', 'Name a .safetensors file.');
  return path;
}

/** Paths in order of preference; the folders that they lie in are added to `searched`. */
function localCandidates(wanted: WantedWeights, searched: string[]): string[] {
  if (wanted.embedded !== undefined) {
    searched.push(packageRoot());
    return [join(packageRoot(), wanted.embedded)];
  }
  const named = (process.env.TSVISION_WEIGHTS ?? '').split(delimiter).filter((folder) => folder !== '');
  const real = realDataFolder();
  const folders = [
    ...named.map(expandPath),
    cacheFolder('weights'),
    ...(real === undefined ? [] : [join(real, 'weights')]),
  ];
  const names = [...new Set([wanted.torchName, wanted.name])];
  const files = ['.safetensors', '.fp16.safetensors'].flatMap((end) => names.map((name) => name + end));
  searched.push(...folders, hubCacheFolder());
  return [
    ...folders.flatMap((folder) => files.map((file) => join(folder, file))),
    ...wanted.hub.flatMap(({ repo, file = 'model.safetensors' }) => hubCacheFiles(repo, file)),
  ];
}

/** The Hugging Face libraries' cache of repositories, by their environment variables. */
function hubCacheFolder(): string {
  const { HF_HUB_CACHE, HUGGINGFACE_HUB_CACHE, HF_HOME, XDG_CACHE_HOME } = process.env;
  const home = HF_HOME || join(XDG_CACHE_HOME || join(homedir(), '.cache'), 'huggingface');
  return HF_HUB_CACHE || HUGGINGFACE_HUB_CACHE || join(home, 'hub');
}

/** The file in each snapshot of the repository that the cache has, the newest snapshot first. */
function hubCacheFiles(repo: string, file: string): string[] {
  const snapshots = join(hubCacheFolder(), `models--${repo.replaceAll('/', '--')}`, 'snapshots');
  if (!existsSync(snapshots)) return [];
  return readdirSync(snapshots)
    .map((name) => join(snapshots, name))
    .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)
    .map((folder) => join(folder, file));
}

function isOffline(): boolean {
  return ['1', 'true', 'yes', 'on'].includes((process.env.HF_HUB_OFFLINE ?? '').toLowerCase());
}

/** How a file is fetched from the Hugging Face hub. */
export interface HubDownloadOptions {
  /** Base address of the hub. @default `HF_ENDPOINT`, else https://huggingface.co */
  readonly hubUrl?: string;
  /** Shows how far the download is. @default true */
  readonly progress?: boolean;
  /** Ends the download. @default none */
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
