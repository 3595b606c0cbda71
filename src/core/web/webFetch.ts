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
