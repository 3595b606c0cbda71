import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { cacheFolder, realDataFolder } from '../../src/core/index.js';

afterEach(() => vi.unstubAllEnvs());

it('an empty variable names no folder (XDG_CACHE_HOME= put the cache into the current one)', () => {
  vi.stubEnv('TSVISION_CACHE', '');
  vi.stubEnv('XDG_CACHE_HOME', '');
  expect(cacheFolder('code')).toBe(join(homedir(), '.cache/tsvision/code'));
  vi.stubEnv('XDG_CACHE_HOME', '/somewhere');
  expect(cacheFolder()).toBe('/somewhere/tsvision');
});

it('real photos and weights are where TSVISION_DATA says, and nowhere else', () => {
  vi.stubEnv('TSVISION_DATA', undefined);
  expect(realDataFolder()).toBeUndefined();
  vi.stubEnv('TSVISION_DATA', '');
  expect(realDataFolder()).toBeUndefined();
  vi.stubEnv('TSVISION_DATA', join(tmpdir(), 'there is no such folder'));
  expect(realDataFolder()).toBeUndefined();
  vi.stubEnv('TSVISION_DATA', tmpdir());
  expect(realDataFolder()).toBe(tmpdir());
  vi.stubEnv('TSVISION_DATA', '~');
  expect(realDataFolder()).toBe(homedir());
});
