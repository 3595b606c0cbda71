import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.svg': 'image/svg+xml',
};

/** A static host of folders below prefixes, as anybody's would be. */
export class StaticHost {
  readonly #server: Server;
  /** Paths that were asked for. */
  readonly requests: string[] = [];
  /** Headers of every answer. */
  headers: Readonly<Record<string, string>> = {};
  /** No request is answered any more, and again. */
  cut = false;
  /** What stands for a file, by its path: other bytes, or null when it is not there. */
  readonly instead = new Map<string, string | Uint8Array | null>();

  /** @param folders by their prefix, such as `/bears/` */
  constructor(folders: Readonly<Record<string, string>>) {
    this.#server = createServer(async (request, response) => {
      if (this.cut) return void response.destroy();
      const path = decodeURIComponent(new URL(request.url ?? '/', 'http://h').pathname);
      this.requests.push(path);
      const prefix = Object.keys(folders).find((each) => path.startsWith(each));
      const rest = normalize(path.slice(prefix?.length ?? 0) || 'index.html');
      const name = rest.endsWith('/') ? `${rest}index.html` : rest;
      const content = this.instead.has(path)
        ? this.instead.get(path)
        : prefix === undefined
          ? null
          : await readFile(join(folders[prefix] as string, name)).catch(() => null);
      const type = types[extname(name)] ?? 'application/octet-stream';
      response.writeHead(content == null ? 404 : 200, { 'content-type': type, ...this.headers });
      response.end(content ?? 'not here');
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>((done) => this.#server.listen(0, '127.0.0.1', done));
    return this.url;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }
}
