import sharp from 'sharp';
import { afterAll, vi } from 'vitest';

const folder = process.cwd();

// Files of tests share a process: each leaves what all of it can see as it found it.
afterAll(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  vi.unstubAllEnvs();
  process.chdir(folder);
  sharp.unblock({ operation: ['VipsForeignLoad'] });
});
