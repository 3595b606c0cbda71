import type { MiddlewareHandler } from 'hono';
import { InvalidArgumentError } from '../../core/index.js';
import { RequestError } from '../errors.js';
import type { ServeLimits } from '../serveOptions.js';
import type { ServiceEnv } from '../serviceEnv.js';

/** Names under which this machine is reached from itself alone. */
const ownNames = ['localhost', '127.0.0.1', '[::1]'];

/** An origin as browsers write it: `https://name` or `https://name:port`. @throws InvalidArgumentError */
export function originOf(option: string, text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.pathname !== '/' || url.search || url.hash)
    throw new InvalidArgumentError(option, text, 'an origin, such as https://bears.example');
  return url.origin;
}

/** Whether an address is reached from this machine alone. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

/** Decides which requests a web page in somebody's browser may send. */
export class OriginGuard {
  readonly #trusted: ReadonlySet<string>;
  /** `undefined` where any name may lead to the server. */
  readonly #names: ReadonlySet<string> | undefined;

  /** @throws InvalidArgumentError when an option is no origin */
  constructor({ host, trustedOrigins, allowOrigins }: ServeLimits) {
    const trusted = trustedOrigins.map((text) => originOf('trustedOrigins', text));
    this.#trusted = new Set([...trusted, ...allowOrigins.map((text) => originOf('allowOrigins', text))]);
    const configured = trusted.map((origin) => new URL(origin).hostname);
    this.#names = isLoopback(host) ? new Set([...ownNames, host, ...configured]) : undefined;
  }

  /**
   * A name on the internet that leads to this machine makes a stranger's page look like ours (DNS rebinding): a server
   * that is reached from here alone answers to its own names.
   */
  requireKnownHost(request: Request): void {
    const host = request.headers.get('host');
    if (!this.#names || !host || this.#names.has(nameOf(host))) return;
    throw new RequestError(
      403,
      'foreign_origin',
      `This server does not go by the name ${JSON.stringify(nameOf(host))}: if it should, start it with --trusted-origin and its address.`,
    );
  }

  /** Any website can make a visitor's browser send photos and addresses here; only our own page and named ones may. */
  requireKnownOrigin(request: Request): void {
    const origin = request.headers.get('origin');
    if (origin !== null && this.#trusted.has(origin)) return;
    // Browsers set this themselves. It is right behind a proxy that changes the host, too.
    const site = request.headers.get('sec-fetch-site');
    if (site === null ? origin === null || isOwn(origin, request) : site === 'same-origin' || site === 'none')
      return;
    throw new RequestError(
      403,
      'foreign_origin',
      'Requests from other websites are refused. A page behind a proxy needs --trusted-origin, another page --allow-origin.',
    );
  }
}

/** Compared as browsers write it: without the usual port, in small letters. */
function isOwn(origin: string, request: Request): boolean {
  const host = request.headers.get('host') ?? new URL(request.url).host;
  if (!URL.canParse(origin)) return false;
  const own = `${new URL(origin).protocol}//${host}`;
  return URL.canParse(own) && new URL(own).host === new URL(origin).host;
}

/** The name in a `Host` header, without its port. */
function nameOf(host: string): string {
  return host.replace(/:\d*$/, '').replace(/\.$/, '').toLowerCase();
}

/** Refuses with 403 who calls this server by a name that is not its own. */
export function knownHost(guard: OriginGuard): MiddlewareHandler<ServiceEnv> {
  return async (context, next) => {
    guard.requireKnownHost(context.req.raw);
    await next();
  };
}

/** Refuses with 403 what a stranger's page makes a visitor's browser send. */
export function ownOrigin(guard: OriginGuard): MiddlewareHandler<ServiceEnv> {
  return async (context, next) => {
    guard.requireKnownOrigin(context.req.raw);
    await next();
  };
}
