import { homedir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { cacheFolder } from '../../src/core/index.js';

afterEach(() => vi.unstubAllEnvs());

it('an empty variable names no folder (XDG_CACHE_HOME= put the cache into the current one)', () => {
  vi.stubEnv('TSVISION_CACHE', '');
  vi.stubEnv('XDG_CACHE_HOME', '');
  expect(cacheFolder('code')).toBe(join(homedir(), '.cache/tsvision/code'));
  vi.stubEnv('XDG_CACHE_HOME', '/somewhere');
  expect(cacheFolder()).toBe('/somewhere/tsvision');
});
