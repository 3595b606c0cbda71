import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, statSync, utimesSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';

/** A new empty folder. */
export function emptyFolder(): string {
  return mkdtempSync(join(tmpdir(), 'tsvision-clean-'));
}

/** A folder of small files with known content and times. */
export async function folderOf(files: readonly string[]): Promise<string> {
  const root = emptyFolder();
  for (const [i, file] of files.entries()) {
    const path = join(root, file);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, `content of ${file}`);
    utimesSync(path, 1_600_000_000 + i, 1_600_000_000.25 + i);
  }
  return root;
}

/** Path → content hash and time of every file; without what `.trash` holds unless asked for. */
export function inventory(root: string, { trash = false } = {}): Record<string, string> {
  const entries = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => trash || !relative(root, path).startsWith('.trash'))
    .sort();
  return Object.fromEntries(
    entries.map((path) => [relative(root, path), `${sha256(path)} ${statSync(path).mtimeMs}`]),
  );
}

/** The sorted hashes of all photos, wherever they are: journal and locks left out. */
export function contentSet(root: string): string[] {
  return Object.entries(inventory(root, { trash: true }))
    .filter(([path]) => !/^\.trash\/(journal\.jsonl|lock|cleaner\.[a-z]+)/.test(path))
    .map(([, value]) => value.split(' ')[0] as string)
    .sort();
}

function sha256(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}
