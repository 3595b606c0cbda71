import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const named = process.env.TSVISION_EXPORT_PYTHON;

/** A Python with what `requirements.txt` beside this names. */
const python = named ?? resolve(import.meta.dirname, '../../../.venv/bin/python');

/**
 * Why the formats' own readers cannot be asked here, or nothing. Where a Python is named, as in the nightly workflow,
 * they can: a test that needs them then fails, and is not skipped.
 */
export function whyNoReaders(): string | undefined {
  if (named !== undefined) return undefined;
  const { status } = spawnSync(python, ['-c', 'import pycocotools, datasets, PIL']);
  return status === 0
    ? undefined
    : 'no Python with pycocotools and datasets: TSVISION_EXPORT_PYTHON names none, and .venv has them not';
}

/** What `readExports.py` says. */
export function readByPython(...args: string[]): unknown {
  const { stdout, stderr, status } = spawnSync(
    python,
    [join(import.meta.dirname, 'readExports.py'), ...args],
    {
      encoding: 'utf8',
      env: { ...process.env, HF_HUB_OFFLINE: '1', HF_DATASETS_CACHE: args[2] ?? '' },
    },
  );
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout.trim().split('\n').at(-1) as string);
}

/** A photo as its formats' readers would find it. */
export interface ReadPhoto {
  readonly label: string;
  readonly file: string;
  readonly extra: Readonly<Record<string, unknown>>;
}

/** An `imagefolder` read strictly: each row has a file, each file a row, columns are the same everywhere. */
export function readImageFolder(folder: string): Record<string, ReadPhoto[]> {
  const parts = readdirSync(folder).sort();
  const columns = new Set<string>();
  const rowsOf = (part: string): ReadPhoto[] => {
    const text = readFileSync(join(folder, part, 'metadata.jsonl'), 'utf8');
    if (!text.endsWith('\n')) throw new Error('the last line is cut');
    const rows = text
      .slice(0, -1)
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    const listed = rows.map(({ file_name, label, ...extra }): ReadPhoto => {
      columns.add(Object.keys(extra).join());
      const file = join(folder, part, String(file_name));
      if (String(file_name).includes('\\') || !existsSync(file)) throw new Error(`no file ${file}`);
      return { label: String(label), file, extra };
    });
    const files = readdirSync(join(folder, part), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name !== 'metadata.jsonl')
      .map((entry) => join(entry.parentPath, entry.name));
    const unlisted = files.filter((file) => !listed.some((row) => row.file === file));
    if (unlisted.length > 0 || files.length !== listed.length) throw new Error(`unlisted: ${unlisted}`);
    return listed;
  };
  const all = Object.fromEntries(parts.map((part) => [part, rowsOf(part)]));
  if (columns.size > 1) throw new Error(`columns differ: ${[...columns]}`);
  return all;
}
