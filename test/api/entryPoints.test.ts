import { expect, it } from 'vitest';
import { loadedScripts } from '../loadedScripts.js';
import { entryFiles } from './publicApi.js';

/** Packages, or their scopes, that importing an entry point must not load. */
const heavy = ['@tensorflow', 'hono', '@hono', 'typescript', 'jsdom', 'plotly.js', 'sharp', 'zeromq'];
const without = (...needed: string[]): string[] => heavy.filter((name) => !needed.includes(name));

const promised: Readonly<Record<string, readonly string[]>> = {
  'tsvision/errors': heavy,
  'tsvision/notebook': heavy,
  'tsvision/widgets': heavy,
  'tsvision/data': without('sharp'),
  'tsvision/plot': without('sharp'),
  'tsvision/tf': without('@tensorflow'),
  'tsvision/kernel': ['@tensorflow', 'hono', '@hono', 'sharp'],
  'tsvision/vision': without('@tensorflow', 'sharp'),
  'tsvision/train': without('@tensorflow', 'sharp'),
  'tsvision/interpret': without('@tensorflow', 'sharp'),
  'tsvision/clean': without('@tensorflow', 'sharp'),
  'tsvision/serve': without('@tensorflow', 'sharp', 'hono', '@hono'),
  'tsvision/web': without('@tensorflow'),
  tsvision: without('@tensorflow', 'sharp', 'hono', '@hono'),
};

it('each entry point says what it does not load', () => {
  const names = entryFiles().map(([name]) => name);
  expect(names.filter((name) => !promised[name])).toEqual([]);
});

it.each(Object.entries(promised))('importing %s loads none of %j', async (entry, absent) => {
  const scripts = await loadedScripts(`await import('${entry}'); process.exit();`);
  expect(scripts.some((url) => url.includes('/dist/'))).toBe(true);
  const packages = scripts.flatMap(
    (url) => /^file:.*\/node_modules\/((@?[^/]+)(?:\/[^/]+)?)/.exec(url)?.[2] ?? [],
  );
  expect([...new Set(packages)].filter((name) => absent.includes(name))).toEqual([]);
  if (absent.includes('@tensorflow'))
    expect(scripts.filter((url) => /\/dist\/engine\/(?!errors\.js)/.test(url))).toEqual([]);
});
