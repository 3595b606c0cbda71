import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { create } from 'tar';

interface Version {
  readonly manifest: Record<string, unknown>;
  readonly tarball: Buffer;
}

/** A registry of npm's on this machine, with the packages that a test makes. */
export class Registry {
  /** What was asked for, in order. */
  readonly requests: string[] = [];
  /** Called when a package is asked for that never comes. */
  stuck: () => void = () => {};
  readonly #packages = new Map<string, Map<string, Version>>();
  readonly #silent = new Set<string>();
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      const path = decodeURIComponent(request.url ?? '');
      this.requests.push(path);
      const [, name = '', file] = /^\/((?:@[^/]+\/)?[^/]+)(?:\/-\/(.+))?$/.exec(path) ?? [];
      const versions = this.#packages.get(name);
      if (!versions) response.writeHead(404).end('{"error":"Not found"}');
      else if (file === undefined) response.end(JSON.stringify(this.#document(name, versions)));
      else if (this.#silent.has(name)) this.stuck();
      else response.end(versions.get(file.replace(/\.tgz$/, ''))?.tarball);
    });
  }

  static async start(): Promise<Registry> {
    const registry = new Registry();
    await new Promise<void>((listening) => registry.#server.listen(0, '127.0.0.1', listening));
    return registry;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((closed) => this.#server.close(closed));
  }

  /** Puts a package in. */
  async add(
    name: string,
    version: string,
    files: Record<string, string>,
    manifest: object = {},
  ): Promise<void> {
    const folder = mkdtempSync(join(tmpdir(), 'registry-'));
    const whole = { name, version, ...manifest };
    const all = { 'package.json': JSON.stringify(whole), ...files };
    for (const [file, text] of Object.entries(all)) {
      const path = join(folder, 'package', file);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    }
    await create({ cwd: folder, gzip: true, file: join(folder, 'all.tgz') }, ['package']);
    const versions = this.#packages.get(name) ?? new Map<string, Version>();
    this.#packages.set(name, versions);
    versions.set(version, { manifest: whole, tarball: readFileSync(join(folder, 'all.tgz')) });
    rmSync(folder, { recursive: true });
  }

  /** Begins to keep a package back. */
  silence(name: string): void {
    this.#silent.add(name);
  }

  #document(name: string, versions: ReadonlyMap<string, Version>): object {
    const listed = [...versions].map(([version, { manifest, tarball }]) => {
      const integrity = `sha512-${createHash('sha512').update(tarball).digest('base64')}`;
      const dist = { tarball: `${this.url}${name}/-/${version}.tgz`, integrity };
      return [version, { ...manifest, dist }] as const;
    });
    return { name, 'dist-tags': { latest: listed.at(-1)?.[0] }, versions: Object.fromEntries(listed) };
  }
}
