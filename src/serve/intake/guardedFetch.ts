import { lookup } from 'node:dns/promises';
import { BlockList, isIP, isIPv4 } from 'node:net';
import { Agent, request } from 'undici';
import { withTimeLimit } from '../answers/withTimeLimit.js';
import { RequestError } from '../errors.js';

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

/** IANA's special-purpose registries, and one address more: nothing in them is a photo on the public internet. */
const ipv4Blocks = [
  '0.0.0.0/8', // "this network"
  '10.0.0.0/8', // private
  '100.64.0.0/10', // carrier-grade NAT
  '127.0.0.0/8', // loopback
  '168.63.129.16/32', // Azure's metadata, at an address that looks public
  '169.254.0.0/16', // link-local, cloud metadata
  '172.16.0.0/12', // private
  '192.0.0.0/24', // protocol assignments
  '192.0.2.0/24', // documentation
  '192.88.99.0/24', // 6to4 relay
  '192.168.0.0/16', // private
  '198.18.0.0/15', // benchmarks
  '198.51.100.0/24', // documentation
  '203.0.113.0/24', // documentation
  '224.0.0.0/4', // multicast
  '240.0.0.0/4', // reserved, broadcast
];

/** Only global unicast is public in IPv6, without the ranges that wrap or tunnel an IPv4 address. */
const ipv6Tunnels = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];

const blocked = new BlockList();
for (const block of ipv4Blocks) {
  const [net, bits] = block.split('/') as [string, string];
  blocked.addSubnet(net, Number(bits), 'ipv4');
}
for (const block of ipv6Tunnels) {
  const [net, bits] = block.split('/') as [string, string];
  blocked.addSubnet(net, Number(bits), 'ipv6');
}
const globalUnicast = new BlockList();
globalUnicast.addSubnet('2000::', 3, 'ipv6');

/** Whether an IP address (as `dns.lookup` writes it) is on the public internet. */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return !blocked.check(address, 'ipv4');
  return globalUnicast.check(address, 'ipv6') && !blocked.check(address, 'ipv6');
}
