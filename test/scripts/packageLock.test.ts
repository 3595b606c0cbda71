import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { viewVersion } from '../../src/clean/cleaner/viewVersion.js';

const { packages } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../package-lock.json'), 'utf8'),
) as {
  packages: Record<string, { optionalDependencies?: Record<string, string>; resolved?: string }>;
};

it('holds the optional packages of every platform, without which `npm ci` refuses it', () => {
  const paths = Object.keys(packages);
  const missing = Object.values(packages)
    .flatMap(({ optionalDependencies = {} }) => Object.entries(optionalDependencies))
    .filter(([, version]) => /^\d+\.\d+\.\d+$/.test(version))
    .map(([name]) => name)
    .filter((name) => !paths.some((path) => path.endsWith(`node_modules/${name}`)));
  expect(missing, 'run node scripts/completeLock.mjs').toEqual([]);
});

it('is of one version with the views and their package', () => {
  const widgets = JSON.parse(readFileSync(join(import.meta.dirname, '../../widgets/package.json'), 'utf8'));
  const { version } = packages[''] as { version: string };
  expect([viewVersion, widgets.version]).toEqual([version, version]);
});

it('names no registry', () => {
  expect(Object.values(packages).filter(({ resolved }) => resolved !== undefined)).toEqual([]);
});
