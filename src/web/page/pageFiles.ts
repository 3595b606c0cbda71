import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageRoot } from '../../core/index.js';
import { iconFiles } from './icons.js';
import { indexHtml } from './indexHtml.js';
import { keptList } from './keptList.js';
import type { FolderFile, PageFacts, PageFile } from './pageFacts.js';
import { webManifest } from './webManifest.js';

/**
 * The files of the page of a web export: the page, its program, its icons, what makes it installable, and the service
 * worker that keeps the whole folder, checked by its hashes, so that the page works without a network.
 */
export async function pageFiles(facts: PageFacts): Promise<readonly PageFile[]> {
  const programs = await Promise.all(['page.js', 'engine.js'].map(builtProgram));
  const icons = await iconFiles();
  const manifest: PageFile = { name: 'manifest.webmanifest', content: webManifest(facts.title) };
  const still = [...programs, manifest, ...icons];
  const version = versionOf(facts, still);
  const page: PageFile = { name: 'index.html', content: indexHtml(facts, version) };
  const worker = await builtProgram('sw.js');
  // What is for people who read the folder some hosts do not serve (GitHub Pages makes pages of Markdown).
  const used = facts.files.filter(({ name }) => !name.endsWith('.md'));
  const kept = [...used, ...[page, ...still].map(described)].map(({ name, sha256 }) => ({
    name,
    sha256,
  }));
  return [page, ...still, { ...worker, content: keptList({ version, files: kept }) + worker.content }];
}

/** The build makes one file of each program in `client`. */
async function builtProgram(name: string): Promise<{ name: string; content: string }> {
  return { name, content: await readFile(join(packageRoot(), 'dist/web/page', name), 'utf8') };
}

/** Changes when anything of the folder does; the page carries it, so that it is not among what is hashed. */
function versionOf(facts: PageFacts, still: readonly PageFile[]): string {
  const hash = createHash('sha256').update(indexHtml(facts, ''));
  for (const { name, sha256 } of [...facts.files, ...still.map(described)])
    hash.update(`${name} ${sha256}\n`);
  return hash.digest('hex').slice(0, 16);
}

function described({ name, content }: PageFile): FolderFile {
  const bytes = Buffer.from(content as string);
  return { name, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}

export type { FolderFile, PageFacts, PageFile } from './pageFacts.js';
