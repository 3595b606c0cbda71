import { closeSync, fstatSync, ftruncateSync, mkdirSync, openSync, readSync, writeSync } from 'node:fs';
import { type FileHandle, mkdir, open, readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncFolder, type WriteOptions } from './draft.js';
import { writeFailure } from './writeFailure.js';

/** One line of a journal. */
export type JsonLine = Readonly<Record<string, unknown>>;

/**
 * A journal in JSON Lines to which lines are only ever added. A crash may cut the last line: such a line never
 * counted, is left out when reading, and is closed by a line end before anything is added. Lines for which there
 * is no room are taken back.
 */
export class JsonLines {
  /** @param path the file; it is made with the first line */
  constructor(
    readonly path: string,
    readonly options: WriteOptions = {},
  ) {}

  /**
   * Adds lines and waits until they are on the disk.
   *
   * @throws {DiskFullError} {@link FileWriteError} none of them counts then
   */
  async append(lines: readonly JsonLine[]): Promise<void> {
    if (lines.length === 0) return;
    const text = jsonLinesText(lines);
    try {
      await mkdir(dirname(this.path), { recursive: true });
      const file = await open(this.path, 'a+', this.options.mode);
      try {
        const { size } = await file.stat();
        await appendAll(file, (await endsInLine(file, size)) ? text : `\n${text}`, size);
        if (size === 0) await syncFolder(dirname(this.path));
      } finally {
        await file.close();
      }
    } catch (error) {
      throw writeFailure(this.path, error, text.length);
    }
  }

  /** {@link append} without waiting for the disk: for what a power cut may take. */
  appendSync(lines: readonly JsonLine[]): void {
    const text = jsonLinesText(lines);
    try {
      mkdirSync(dirname(this.path), { recursive: true });
      const file = openSync(this.path, 'a+', this.options.mode);
      try {
        appendAllSync(file, text);
      } finally {
        closeSync(file);
      }
    } catch (error) {
      throw writeFailure(this.path, error, text.length);
    }
  }

  /** All whole lines, in order; none where there is no file. */
  async read(): Promise<JsonLine[]> {
    if ((await stat(this.path).catch(() => undefined)) === undefined) return [];
    return parseJsonLines(await readFile(this.path, 'utf8'));
  }
}

/** The whole lines of a journal's text; what a crash has cut is left out. */
export function parseJsonLines(text: string): JsonLine[] {
  return text
    .split('\n')
    .map(parseLine)
    .filter((line) => line !== undefined);
}

/** Lines as the text of a journal. */
export function jsonLinesText(lines: readonly JsonLine[]): string {
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

async function appendAll(file: FileHandle, text: string, size: number): Promise<void> {
  try {
    // Goes on after a short write, which `write` alone does not.
    await file.writeFile(text);
    await file.datasync();
  } catch (error) {
    await file.truncate(size).catch(() => undefined);
    throw error;
  }
}

function appendAllSync(file: number, text: string): void {
  const { size } = fstatSync(file);
  const last = Buffer.alloc(1);
  if (size > 0) readSync(file, last, 0, 1, size - 1);
  const bytes = Buffer.from(size === 0 || last[0] === 0x0a ? text : `\n${text}`);
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
  } catch (error) {
    ftruncateSync(file, size);
    throw error;
  }
}

async function endsInLine(file: FileHandle, size: number): Promise<boolean> {
  if (size === 0) return true;
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer[0] === 0x0a;
}

function parseLine(line: string): JsonLine | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as JsonLine) : undefined;
  } catch {
    return undefined;
  }
}
