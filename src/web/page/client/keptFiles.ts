/** A file of the folder that is kept. */
export interface KeptFile {
  readonly name: string;
  /** Of its content, in hexadecimal. */
  readonly sha256: string;
}

/** What a page tells a newer service worker that waits. */
export const takeOver = 'take over';

/** The page itself, which is what an address of the folder means. */
export const pageName = 'index.html';

const hashHeader = 'x-tsvision-sha256';
const versionMark = (version: string): string => `name="tsvision-version" content="${version}"`;

/**
 * What is missing of a version, into its cache. What an older version has already is not fetched again; a file that is
 * not the one that was exported ends the work, and the older version stays.
 */
export async function keepFile(
  cache: Cache,
  { name, sha256 }: KeptFile,
  {
    scope,
    version,
    older,
  }: { readonly scope: string; readonly version: string; readonly older: readonly Cache[] },
): Promise<void> {
  const url = new URL(name, scope).href;
  if (await cache.match(url)) return;
  for (const before of older) {
    const same = await before.match(url);
    // Hosts write into pages, so that a page is told by its version, and always fetched.
    if (same?.headers.get(hashHeader) === sha256 && name !== pageName) return cache.put(url, same);
  }
  const fetched = name === pageName ? fetchPage(url, version) : fetchExact(url, sha256);
  await cache.put(url, keepable(await fetched, sha256));
}

/** Checked by the browser; what its own cache holds of an older version is passed over. */
async function fetchExact(url: string, sha256: string): Promise<Response> {
  const bytes = (sha256.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16));
  const integrity = `sha256-${btoa(String.fromCharCode(...bytes))}`;
  try {
    return requireFound(await fetch(url, { integrity }));
  } catch {
    return requireFound(await fetch(url, { integrity, cache: 'reload' }));
  }
}

async function fetchPage(url: string, version: string): Promise<Response> {
  const response = requireFound(await fetch(url, { cache: 'no-cache' }));
  if (!(await response.clone().text()).includes(versionMark(version)))
    throw new Error(`${url} is of another version than its service worker.`);
  return response;
}

function requireFound(response: Response): Response {
  if (!response.ok) throw new Error(`${response.url}: status ${response.status}`);
  return response;
}

/**
 * A copy without the mark of a redirection, which browsers refuse as a page, and with the headers that let the engine
 * use threads; most static hosts send none.
 */
function keepable(response: Response, sha256: string): Response {
  const headers = new Headers({
    'content-type': response.headers.get('content-type') ?? 'application/octet-stream',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-embedder-policy': 'require-corp',
    'cross-origin-resource-policy': 'same-origin',
    [hashHeader]: sha256,
  });
  return new Response(response.body, { headers });
}
