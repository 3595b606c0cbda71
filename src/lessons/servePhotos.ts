import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, rm, stat } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, extname, join, relative, resolve, sep } from 'node:path';
import { atomicWrite, ownedName, sweepLeftovers } from '../core/index.js';
import { siteMark } from '../data/download/downloadPlaces.js';
import { EmptyDatasetError } from '../data/errors.js';
import { listImageFiles } from '../data/imageFiles.js';

/** How {@link servePhotos} serves. */
export interface ServePhotosOptions {
  /** Addresses among each class's that lead nowhere, as on the real web. @default 3 */
  readonly deadLinks?: number;
  /** Most photos of a class. @default all */
  readonly maxPerClass?: number;
}

/** A web server with photos on this machine. */
export interface PhotoSite {
  /** `http://127.0.0.1:PORT/site-MARK`: the port is another each time, the mark of a folder stays. */
  readonly url: string;
  /** For each class, a text file of addresses: one a line, with some blank lines, as people save them. They go with the site. */
  readonly urlFiles: Readonly<Record<string, string>>;
  /** Ends the server. */
  stop(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Ways in which an address of an image search is dead, in turn. */
const deadEnds: readonly ((response: ServerResponse) => void)[] = [
  (response) => response.writeHead(404).end('not found'),
  (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>This photo has moved</h1>'),
  (response) => response.destroy(),
];

/**
 * Serves a folder of class folders over HTTP on the loopback, with some dead addresses among the good ones, so
 * that downloading is real work without the internet. The server does not keep the process alive.
 *
 * @throws {EmptyDatasetError} when the folder holds no photo
 * @example
 * ```ts
 * import { servePhotos } from 'tsvision';
 * await using site = await servePhotos(photos);
 * Object.keys(site.urlFiles); // → [ 'black', 'grizzly', 'teddys' ]
 * ```
 */
export async function servePhotos(
  folder: string,
  { deadLinks = 3, maxPerClass = Number.POSITIVE_INFINITY }: ServePhotosOptions = {},
): Promise<PhotoSite> {
  const root = resolve(folder);
  const photos = await photosByClass(root, maxPerClass);
  if (photos.size === 0)
    throw new EmptyDatasetError(root, 'There is no photo to serve', 'Name a folder of class folders.');
  const server = createServer(
    (request, response) => void answer(root, withoutMark(request.url ?? '/'), response),
  );
  await new Promise<void>((done, fail) => {
    server.once('error', fail);
    server.listen(0, '127.0.0.1', done);
  });
  server.unref();
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/${markOf(root)}`;
  const lists = await listFolder();
  const stop = async (): Promise<void> => {
    await stopServer(server);
    await rm(lists, { recursive: true, force: true });
  };
  return {
    url,
    urlFiles: await writeLists(lists, url, photos, deadLinks),
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

/** A name for the folder by which its addresses are known again when the server has another port. */
function markOf(root: string): string {
  return `site-${createHash('sha256').update(root).digest('hex').slice(0, 12)}`;
}

const withoutMark = (path: string): string => path.replace(siteMark, '');

/** Relative paths of the photos of each class folder. */
async function photosByClass(root: string, maxPerClass: number): Promise<Map<string, string[]>> {
  const classes = new Map<string, string[]>();
  for (const path of (await listImageFiles(root)).images) {
    const name = basename(dirname(path));
    const list = classes.get(name) ?? [];
    classes.set(name, list);
    if (list.length < maxPerClass) list.push(relative(root, path).split(sep).join('/'));
  }
  return classes;
}

/** A folder for the lists, for as long as this process lives: another one removes it then. */
async function listFolder(): Promise<string> {
  const prefix = 'tsvision-urls-';
  await sweepLeftovers(tmpdir(), prefix);
  const folder = join(tmpdir(), ownedName(prefix));
  await mkdir(folder, { mode: 0o700 });
  return folder;
}

async function writeLists(
  folder: string,
  url: string,
  photos: ReadonlyMap<string, readonly string[]>,
  deadLinks: number,
): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  for (const [name, paths] of photos) {
    const lines = paths.map((path) => `${url}/${encodeURI(path)}`);
    // Spread over the list, as dead addresses are.
    for (let i = 0; i < deadLinks; i++) {
      lines.splice(Math.floor(((i + 0.5) * lines.length) / deadLinks), 0, `${url}/dead/${i}`, '');
    }
    const file = join(folder, `urls_${name.replace(/[^\w.-]+/g, '_')}.txt`);
    await atomicWrite(file, `${lines.join('\n')}\n`);
    files[name] = file;
  }
  return files;
}

async function answer(root: string, address: string, response: ServerResponse): Promise<void> {
  const dead = address.match(/^\/dead\/(\d+)$/);
  if (dead) {
    deadEnds[Number(dead[1]) % deadEnds.length]?.(response);
    return;
  }
  const path = resolve(root, `.${decodeURI(address)}`);
  const size = path.startsWith(root + sep) ? (await stat(path).catch(() => undefined))?.size : undefined;
  if (size === undefined) {
    response.writeHead(404).end('not found');
    return;
  }
  const type = extname(path).slice(1).toLowerCase().replace(/^jpg$/, 'jpeg');
  response.writeHead(200, { 'content-type': `image/${type}`, 'content-length': size });
  createReadStream(path)
    .on('error', () => response.destroy())
    .pipe(response);
}

function stopServer(server: Server): Promise<void> {
  return new Promise((done) => {
    server.close(() => done());
    server.closeAllConnections();
  });
}
