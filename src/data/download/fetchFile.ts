import { setTimeout as wait } from 'node:timers/promises';
import { answerFailure, SilenceAlarm, webFetch } from '../../core/index.js';

/** How {@link fetchFile} asks. */
export interface FetchFileOptions {
  /** Longest silence of the server, in seconds. */
  readonly timeout: number;
  /** Tries in all. */
  readonly retries: number;
  /** More bytes than this are refused. */
  readonly maxBytes: number;
  readonly signal?: AbortSignal | undefined;
}

/** Why an address could not be fetched; `final` when asking again would not help. */
class FetchFailure extends Error {
  constructor(
    message: string,
    readonly final: boolean,
  ) {
    super(message);
  }
}

/**
 * The content behind an http(s) address. Network trouble, silence, 429 and 5xx are tried again after a growing
 * pause; an answer like 404 is not.
 *
 * @throws FetchFailure with the reason of the last try
 */
export async function fetchFile(url: string, options: FetchFileOptions): Promise<Buffer> {
  assertHttp(url);
  for (let attempt = 1; ; attempt++) {
    options.signal?.throwIfAborted();
    try {
      return await fetchOnce(url, options);
    } catch (error) {
      if (options.signal?.aborted) throw error;
      const failure = asFailure(error);
      if (failure.final || attempt >= options.retries) throw failure;
      await wait(Math.min(100 * 2 ** (attempt - 1), 2000), undefined, { signal: options.signal });
    }
  }
}

function assertHttp(url: string): void {
  const protocol = URL.canParse(url) ? new URL(url).protocol : undefined;
  if (protocol !== 'http:' && protocol !== 'https:') {
    throw new FetchFailure(
      protocol === undefined ? 'not an address' : `${protocol} is not http or https`,
      true,
    );
  }
}

async function fetchOnce(url: string, { timeout, maxBytes, signal }: FetchFileOptions): Promise<Buffer> {
  using alarm = new SilenceAlarm(timeout, signal);
  try {
    const response = await webFetch(url, {
      signal: alarm.signal,
      headers: { 'user-agent': 'tsvision (dataset download)', accept: 'image/*,*/*;q=0.5' },
    });
    if (!response.ok) {
      await response.body?.cancel();
      const { message, final } = answerFailure(response);
      throw new FetchFailure(message, final);
    }
    return await readBody(response, maxBytes, alarm);
  } catch (error) {
    throw alarm.rang ? new FetchFailure(`no answer within ${timeout} s`, false) : error;
  }
}

async function readBody(response: Response, maxBytes: number, alarm: SilenceAlarm): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of bodyOf(response)) {
    alarm.refresh();
    length += part.length;
    if (length > maxBytes) throw new FetchFailure(`it is larger than ${maxBytes} bytes`, true);
    parts.push(part);
  }
  if (length === 0) throw new FetchFailure('the server sent nothing', false);
  return Buffer.concat(parts);
}

/** Node's web streams can be iterated, which the types of the standard library leave out. */
function bodyOf(response: Response): AsyncIterable<Uint8Array> | readonly Uint8Array[] {
  return (response.body as unknown as AsyncIterable<Uint8Array> | null) ?? [];
}

function asFailure(error: unknown): FetchFailure {
  if (error instanceof FetchFailure) return error;
  const { message, cause } = error as Error & { cause?: NodeJS.ErrnoException };
  const code = cause?.code;
  if (code === 'ENOTFOUND') return new FetchFailure('there is no such server', true);
  if (code === 'UND_ERR_SOCKET' || code === 'ECONNRESET') {
    return new FetchFailure('the server closed the connection', false);
  }
  return new FetchFailure(code ?? cause?.message ?? message, false);
}
