import { type FileHandle, mkdir, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** One line of a journal. */
export type JsonLine = Readonly<Record<string, unknown>>;

/**
 * A journal in JSON Lines to which lines are only ever added. A crash may cut the last line: such a line never
 * counted, is left out when reading, and is closed by a line end before anything is added.
 */
export class JsonLines {
  /** @param path the file; it is made with the first line */
  constructor(readonly path: string) {}

  /** Adds lines in one write and waits until they are on the disk. */
  async append(lines: readonly JsonLine[]): Promise<void> {
    if (lines.length === 0) return;
    await mkdir(dirname(this.path), { recursive: true });
    const file = await open(this.path, 'a+');
    try {
      const start = (await endsInMiddleOfLine(file)) ? '\n' : '';
      const bytes = Buffer.from(`${start}${lines.map((line) => `${JSON.stringify(line)}\n`).join('')}`);
      // A full disk shows as a short write or as an error: either way the line has no end and does not count.
      await file.writeFile(bytes);
      await file.datasync();
    } finally {
      await file.close();
    }
  }

  /** All whole lines, in order; none where there is no file. */
  async read(): Promise<JsonLine[]> {
    let text: string;
    try {
      text = await readFile(this.path, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw error;
    }
    return text
      .split('\n')
      .map(parseLine)
      .filter((line) => line !== undefined);
  }
}

async function endsInMiddleOfLine(file: FileHandle): Promise<boolean> {
  const { size } = await file.stat();
  if (size === 0) return false;
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer[0] !== 0x0a;
}

function parseLine(line: string): JsonLine | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as JsonLine) : undefined;
  } catch {
    return undefined;
  }
}
