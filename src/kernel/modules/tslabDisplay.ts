import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { packageRoot } from '../../core/index.js';
import { notebookPorts } from '../../notebook/index.js';

// What a cell gets that imports `tslab`: the names of that kernel, over our own display.

/** Versions, as tslab names them. */
export interface Versions {
  /** Of the kernel that runs: this one's. */
  readonly tslab: string;
  readonly typescript: string;
  readonly node: string;
}

/** Versions of the kernel, of TypeScript and of Node. */
export const versions: Versions = {
  tslab: versionOf(join(packageRoot(), 'package.json')),
  typescript: versionOf(createRequire(import.meta.url).resolve('typescript/package.json')),
  node: process.versions.node,
};

/** Shows one format. */
export interface Display {
  /** Runs code in the page, where the front end allows it. */
  javascript(text: string): void;
  html(text: string): void;
  markdown(text: string): void;
  latex(text: string): void;
  svg(text: string): void;
  /** @param bytes of a PNG file */
  png(bytes: Uint8Array): void;
  /** @param bytes of a JPEG file */
  jpeg(bytes: Uint8Array): void;
  /** @param bytes of a GIF file */
  gif(bytes: Uint8Array): void;
  /** @param bytes of a PDF file */
  pdf(bytes: Uint8Array): void;
  text(text: string): void;
  /** Any format; bytes go out in base64. */
  raw(contentType: string, content: string | Uint8Array): void;
}

/** A display that each call writes anew. */
export function newDisplay(): Display {
  const displayId = randomUUID();
  let isShown = false;
  return displayBy((type, content) => {
    notebookPorts().publish({ data: { [type]: content }, displayId, update: isShown });
    isShown = true;
  });
}

/** Shows below the running cell. */
export const display: Display = displayBy((type, content) => {
  notebookPorts().publish({ data: { [type]: content } });
});

function displayBy(show: (type: string, content: string) => void): Display {
  const raw = (type: string, content: string | Uint8Array): void =>
    show(type, typeof content === 'string' ? content : Buffer.from(content).toString('base64'));
  return {
    javascript: (text) => raw('application/javascript', text),
    html: (text) => raw('text/html', text),
    markdown: (text) => raw('text/markdown', text),
    latex: (text) => raw('text/latex', text),
    svg: (text) => raw('image/svg+xml', text),
    png: (bytes) => raw('image/png', bytes),
    jpeg: (bytes) => raw('image/jpeg', bytes),
    gif: (bytes) => raw('image/gif', bytes),
    pdf: (bytes) => raw('application/pdf', bytes),
    text: (text) => raw('text/plain', text),
    raw,
  };
}

function versionOf(manifest: string): string {
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { readonly version: string }).version;
}
