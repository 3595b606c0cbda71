import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { atomicWrite, DiskFullError } from '../../../src/core/index.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tsvision-full-'));
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

/** Makes every file handle write as `plan` says: so many bytes of those that are left. */
async function limitWrites(plan: (wanted: number) => number): Promise<void> {
  const handle = await open(join(folder, 'probe'), 'w');
  const type = Object.getPrototypeOf(handle) as { write: FileHandle['write'] };
  await handle.close();
  rmSync(join(folder, 'probe'));
  const write = type.write;
  vi.spyOn(type, 'write').mockImplementation(async function (this: FileHandle, ...args: unknown[]) {
    const [bytes, at = 0] = args as [Uint8Array, number?];
    return Reflect.apply(write, this, [bytes, at, plan(bytes.byteLength - at)]) as never;
  });
}

/** A disk that has only `room` bytes left: it takes a part first, then says ENOSPC. */
async function leaveRoom(room: number): Promise<void> {
  let left = room;
  await limitWrites((wanted) => {
    if (left === 0) throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
    const length = Math.min(wanted, left);
    left -= length;
    return length;
  });
}

it.each([0, 1, 4096, 99_999])(
  'keeps the old file when the disk takes %i of 100,000 bytes (write-file-atomic short write)',
  async (room) => {
    const path = join(folder, 'file.bin');
    writeFileSync(path, 'old');
    await leaveRoom(room);
    const error = await atomicWrite(path, new Uint8Array(100_000)).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(DiskFullError);
    expect(error).toMatchObject({ path, bytes: 100_000, free: expect.any(Number), code: 'ENOSPC' });
    expect((error as Error).message).toContain('file.bin. It needs 0.10 MB');
    expect(readFileSync(path, 'utf8')).toBe('old');
    expect(readdirSync(folder)).toEqual(['file.bin']);
  },
);

it('goes on after a short write when there is room after all', async () => {
  const content = Uint8Array.from({ length: 50_000 }, (_, i) => i);
  await limitWrites((wanted) => Math.min(wanted, 777));
  await atomicWrite(join(folder, 'a'), content);
  expect(new Uint8Array(readFileSync(join(folder, 'a')))).toEqual(content);
});
