import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';

vi.mock('write-file-atomic', () => ({
  default: async () => {
    throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
  },
}));

it('a full disk is said with the file, its size and a remedy', async () => {
  const path = join(mkdtempSync(join(tmpdir(), 'tsvision-full-')), 'file.bin');
  const { atomicWrite, DiskFullError } = await import('../../src/core/index.js');
  const error = await atomicWrite(path, new Uint8Array(2_500_000)).catch((e: unknown) => e);
  expect(error).toBeInstanceOf(DiskFullError);
  expect((error as Error).message).toContain('file.bin (2.5 MB); nothing was changed');
  expect(existsSync(path)).toBe(false);
});
