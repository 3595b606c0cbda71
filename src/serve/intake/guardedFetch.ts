import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { Agent, request } from 'undici';
import { withTimeLimit } from '../answers/withTimeLimit.js';
import { RequestError } from '../errors.js';
import { isPublicAddress } from './privateAddresses.js';

/** Limits of {@link guardedFetch}. */
export interface GuardedFetchOptions {
  readonly maxBytes: number;
  /** For the whole transfer, redirects included, in ms. */
  readonly timeout: number;
  /** Told of every piece that comes. */
  readonly received?: (bytes: number) => void;
  /** `name:port` pairs that are let through whatever they resolve to. */
  readonly allowedHosts: readonly string[];
  readonly signal?: AbortSignal;
}

const maxRedirects = 3;

/**
 * Fetches a photo from a URL that a stranger named, without becoming a way into the network the server stands
 * in. Scheme, port, literal address, every resolved address and every redirect are checked, and the connection
 * goes to the very address that was checked, so that a name that changes its mind cannot help.
 */
export async function guardedFetch(text: string, options: GuardedFetchOptions): Promise<Uint8Array> {
  try {
    return await withTimeLimit(options.timeout, options.signal, (signal) => follow(text, options, signal));
  } catch (error) {
    if (error instanceof RequestError && error.code !== 'too_slow') throw error;
    throw new RequestError(502, 'unreachable_url', 'The photo could not be fetched from that address.', {
      cause: error,
    });
  }
}

async function follow(text: string, options: GuardedFetchOptions, signal: AbortSignal): Promise<Uint8Array> {
  let url = parseUrl(text);
  for (let hop = 0; hop <= maxRedirects; hop++) {
    const answer = await fetchOnce(url, options, signal);
    if ('body' in answer) return answer.body;
    url = parseUrl(answer.location, url);
  }
  throw new RequestError(502, 'unreachable_url', 'That address redirects too often.');
}

function parseUrl(text: string, base?: URL): URL {
  let url: URL;
  try {
    url = new URL(text, base);
  } catch (error) {
    throw new RequestError(400, 'bad_request', 'That is not a URL.', { cause: error });
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw forbidden();
  if (url.username || url.password) throw forbidden();
  return url;
}

async function fetchOnce(
  url: URL,
  { maxBytes, allowedHosts, received }: GuardedFetchOptions,
  signal: AbortSignal,
): Promise<{ body: Uint8Array } | { location: string }> {
  const allowed = allowedHosts.includes(url.host);
  // Other ports are where internal services listen.
  if (!allowed && url.port !== '') throw forbidden();
  const address = await checkedAddress(url.hostname, allowed);
  const dispatcher = new Agent({
    connect: { lookup: (_name, _options, done) => done(null, [{ address, family: isIP(address) }]) },
    pipelining: 0,
  });
  try {
    const response = await request(url, {
      dispatcher,
      signal,
      headers: { accept: 'image/jpeg, image/png, image/webp, image/gif', 'user-agent': 'tsvision' },
    });
    const { location } = response.headers;
    if (response.statusCode >= 300 && response.statusCode < 400 && typeof location === 'string') {
      return { location };
    }
    if (response.statusCode !== 200) {
      throw new RequestError(502, 'unreachable_url', `That address answered ${response.statusCode}.`);
    }
    const declared = Number(response.headers['content-length'] ?? 0);
    return { body: await readBody(response.body, declared, maxBytes, received) };
  } finally {
    void dispatcher.destroy();
  }
}

async function readBody(
  body: AsyncIterable<Uint8Array>,
  declared: number,
  maxBytes: number,
  received?: (bytes: number) => void,
): Promise<Uint8Array> {
  const tooLarge = new RequestError(
    413,
    'too_large',
    `The file has more than ${Math.round(maxBytes / 2 ** 20)} MiB.`,
  );
  if (declared > maxBytes) throw tooLarge;
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > maxBytes) throw tooLarge;
    received?.(chunk.length);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** The address to connect to: the first of the name's addresses, if all of them are public. */
async function checkedAddress(hostname: string, allowed: boolean): Promise<string> {
  const bare = hostname.replace(/^\[|\]$/g, '');
  // Resolvers differ on these names (RFC 6761): none is asked.
  if (!allowed && /(^|\.)localhost\.?$/.test(bare)) throw forbidden();
  const addresses = isIP(bare) ? [bare] : (await lookup(bare, { all: true })).map(({ address }) => address);
  if (!allowed && !addresses.every(isPublicAddress)) throw forbidden();
  return addresses[0] as string;
}

function forbidden(): RequestError {
  return new RequestError(403, 'forbidden_url', 'Only public http and https addresses are fetched.');
}
