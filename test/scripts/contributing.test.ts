import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { packageRoot } from '../../src/core/index.js';

const text = readFileSync(join(packageRoot(), 'CONTRIBUTING.md'), 'utf8');
const paths = [...text.matchAll(/`((?:src|test|docs|notebooks|widgets|scripts|bench)\/[^`\s]*)`/g)].map(
  ([, path]) => path as string,
);

it.each([...new Set(paths)])('%s, which CONTRIBUTING.md names, is there', (path) => {
  expect(existsSync(join(packageRoot(), path))).toBe(true);
});

it('CONTRIBUTING.md names where things are', () => {
  expect(paths.length).toBeGreaterThan(30);
});

it('its commands are scripts of package.json', () => {
  const { scripts } = JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  const named = [...text.matchAll(/npm run (?:--silent )?([a-z]+)/g)].map(([, name]) => name as string);
  expect(named.length).toBeGreaterThan(3);
  expect(named.filter((name) => !(name in scripts))).toEqual([]);
});
