import {
  answerFailure,
  cacheFolder,
  isTsvisionError,
  SilenceAlarm,
  shownPath,
  webFetch,
} from '../core/index.js';
import { type DatasetUrl, untarData } from '../data/index.js';
import { notebookPorts } from '../notebook/index.js';

/** How a set is fetched. */
export interface FetchSetOptions {
  readonly signal?: AbortSignal | undefined;
  /** Longest time to wait for the server's first word, in seconds. @default 5 */
  readonly patience?: number | undefined;
}

/** Megabytes, as people say the size of a download. */
export const megabytes = ({ size = 0 }: DatasetUrl): string => `${Math.round(size / 1e6)} MB`;

/**
 * Fetches a set into the cache, its size said first; the next try goes on where one stopped.
 *
 * @returns its folder, or why it cannot be had: half a sentence
 */
export async function fetchSet(
  set: DatasetUrl,
  options: FetchSetOptions = {},
): Promise<{ readonly folder: string } | { readonly why: string }> {
  const signal = options.signal ?? notebookPorts().interruptSignal();
  const why = await whySilent(set.url, signal, options.patience ?? 5);
  if (why !== undefined) return { why };
  const { host } = new URL(set.url);
  const place = shownPath(cacheFolder('data'));
  console.log(
    `Fetching ${megabytes(set)} from ${host} into ${place}. Stop ends it; the next run goes on from there.`,
  );
  try {
    return { folder: await untarData(set, { signal }) };
  } catch (error) {
    if (signal.aborted || !isTsvisionError(error)) throw error;
    return { why: firstSentence(error.message) };
  }
}

/** Asks for the first byte, for a download's own patience is longer than a student's. */
async function whySilent(url: string, signal: AbortSignal, patience: number): Promise<string | undefined> {
  using alarm = new SilenceAlarm(patience, signal);
  const { host } = new URL(url);
  try {
    const response = await webFetch(url, { headers: { range: 'bytes=0-0' }, signal: alarm.signal });
    await response.body?.cancel();
    return response.ok ? undefined : `${host}: ${answerFailure(response).message}`;
  } catch (error) {
    signal.throwIfAborted();
    return alarm.rang ? `${host} does not answer` : `${host} ${inWords(error as Error)}`;
  }
}

const words: Readonly<Record<string, string>> = {
  ENOTFOUND: 'is not found: is there a network?',
  EAI_AGAIN: 'is not found: is there a network?',
  ECONNREFUSED: 'refuses the connection',
  ENETUNREACH: 'is out of reach: is there a network?',
  EHOSTUNREACH: 'is out of reach: is there a network?',
};

function inWords({ message, cause }: Error): string {
  const { code = '', message: deeper } = (cause ?? {}) as { code?: string; message?: string };
  return words[code] ?? `cannot be reached (${deeper ?? message})`;
}

const firstSentence = (message: string): string => (message.split('\n')[0] as string).replace(/\.$/, '');
