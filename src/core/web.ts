/** Machines that no proxy leads to: this one. */
const ownMachine = ['localhost', '127.0.0.1', '::1'];

/** What the fetches share; made when the first one needs a proxy. */
let proxied: Promise<typeof fetch> | undefined;
let proxiedBy: string | undefined;

/**
 * `fetch` that goes through the proxy of `HTTP_PROXY` and `HTTPS_PROXY`, where these are set, except to this machine
 * and to what `NO_PROXY` names; Node's own knows no proxies.
 */
export async function webFetch(input: string | URL | Request, init?: RequestInit): Promise<Response> {
  const { http, https, none } = proxySettings();
  if (!http && !https) return fetch(input, init);
  const key = JSON.stringify([http, https, none]);
  if (proxied === undefined || proxiedBy !== key) {
    proxied = proxyFetch(http, https, none);
    proxiedBy = key;
  }
  return (await proxied)(input, init);
}

/** Small letters win over capitals, as with curl. */
function proxySettings(): { http?: string; https?: string; none?: string } {
  const { env } = process;
  return {
    http: env.http_proxy ?? env.HTTP_PROXY,
    https: env.https_proxy ?? env.HTTPS_PROXY,
    none: env.no_proxy ?? env.NO_PROXY,
  };
}

async function proxyFetch(http?: string, https?: string, none?: string): Promise<typeof fetch> {
  const undici = await import('undici');
  const dispatcher = new undici.EnvHttpProxyAgent({
    httpProxy: http,
    httpsProxy: https,
    noProxy: [none, ...ownMachine].filter(Boolean).join(),
    // Proxies open a tunnel to the port of https alone, most of them.
    proxyTunnel: false,
  });
  return ((input: never, init?: object) => undici.fetch(input, { ...init, dispatcher })) as never;
}

/** Why an answer holds no content. `final`: asking again would give the same. */
export function answerFailure({ status, statusText }: Response): Error & { readonly final: boolean } {
  // 416: what is here is of another version; it is fetched anew.
  const passes = status >= 500 || [408, 416, 429].includes(status);
  const message = `the server answered ${status} ${statusText}`.trim();
  return Object.assign(new Error(message), { final: !passes });
}

/**
 * Aborts what waits for a server when the server has said nothing for a while, or when the caller gives up. It holds
 * both strongly: a signal made of others by `AbortSignal.any` may be collected before it fires.
 */
export class SilenceAlarm implements Disposable {
  readonly #controller = new AbortController();
  readonly #timer: NodeJS.Timeout;
  readonly #caller: AbortSignal | undefined;
  readonly #onAbort = (): void => this.#controller.abort(this.#caller?.reason);
  #rang = false;

  /** @param seconds the longest silence */
  constructor(seconds: number, caller?: AbortSignal) {
    this.#caller = caller;
    this.#timer = setTimeout(() => {
      this.#rang = true;
      this.#controller.abort(new Error(`the server is silent for ${seconds} s`));
    }, seconds * 1000);
    if (caller?.aborted) this.#onAbort();
    else caller?.addEventListener('abort', this.#onAbort, { once: true });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Whether it was the silence that ended it. */
  get rang(): boolean {
    return this.#rang;
  }

  /** The server has said something. */
  refresh(): void {
    this.#timer.refresh();
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.#caller?.removeEventListener('abort', this.#onAbort);
  }
}
