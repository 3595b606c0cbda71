import sharp from 'sharp';
import { afterAll, vi } from 'vitest';

// Files of tests share a process: each leaves what all of it can see as it found it.
afterAll(() => {
  vi.unstubAllEnvs();
  sharp.unblock({ operation: ['VipsForeignLoad'] });
});
