import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { buildChild } from '../clean/support/childProgram.js';
import { scaled } from '../scaled.js';
import { noSmallDisk, onSmallDisk } from './smallDisk.js';

const dist = resolve(import.meta.dirname, '../../dist');

interface Try {
  readonly room: number;
  readonly needed: number;
  readonly isOld: boolean;
  readonly whole: boolean;
  readonly litter: readonly string[];
  readonly name?: string;
  readonly message?: string;
  readonly path?: string;
  readonly bytes?: number;
  readonly free?: number;
}

let program = '';
beforeAll(async () => {
  program = await buildChild('fullDiskChild', import.meta.dirname);
});

async function tries(writer: string, rooms: number | 'read-only'): Promise<Try[]> {
  const script = 'exec "$1" "$2" "$0" "$3" "$4" "$5"';
  const args = [process.execPath, program, dist, writer, String(rooms)];
  const { stdout, code } = await onSmallDisk(24_000_000, script, args);
  expect(code).toBe(0);
  return stdout
    .split('\n')
    .filter((line) => line.startsWith('{"room"'))
    .map((line) => JSON.parse(line) as Try);
}

function reasonToSkip(): string | undefined {
  const isBuilt = existsSync(join(dist, 'index.js'));
  return noSmallDisk() ?? (isBuilt ? undefined : 'the package is not built (npm run build)');
}

const writers = [
  'save',
  'export',
  'notebook',
  'download',
  'photos',
  'archive',
  'predict',
  'parquet',
  'journal',
];
const cases = [...writers.map((writer) => [writer, scaled(20, 2)] as const), ['run', scaled(20, 1)] as const];

it.for(cases)(
  'a nearly full disk, %s with %i sizes of room: the old file or the new one, and DiskFullError (write-file-atomic)',
  { timeout: 600_000 },
  async ([writer, rooms], { skip }) => {
    const why = reasonToSkip();
    skip(why !== undefined, why);
    const all = await tries(writer, rooms);
    expect(all).toHaveLength(rooms + 1);
    for (const { whole, litter } of all) expect([whole, litter]).toEqual([true, []]);
    const [last] = all.slice(-1) as [Try];
    // Whole photos that came before the disk was full stay.
    const asBefore = (one: Try): boolean => writer === 'photos' || one.isOld;
    expect([last.name, writer !== 'photos' && last.isOld]).toEqual([undefined, false]);
    // Of nearly enough room one may not be sure: pages, folders.
    for (const one of all.slice(0, -1).filter(({ room, needed }) => room < needed - 20_000)) {
      expect([one.room, one.name, asBefore(one)]).toEqual([one.room, 'DiskFullError', true]);
      if (writer !== 'run') expect(one).toMatchObject({ path: expect.any(String), free: expect.any(Number) });
    }
  },
);

it.for(['save', 'export'])(
  '%s on a read-only disk says what and what to do (read-only data folder)',
  { timeout: 300_000 },
  async (writer, { skip }) => {
    const why = reasonToSkip();
    skip(why !== undefined, why);
    const [only] = await tries(writer, 'read-only');
    expect(only?.name).toBe('FileWriteError');
    expect(only?.message).toMatch(/^Cannot write .*a\.safetensors: .*read-only.*→ .*\/tmp\//s);
  },
);
