import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, it } from 'vitest';
import * as errors from '../src/errors.js';
import { InvalidArgumentError, isTsvisionError, TsvisionError } from '../src/errors.js';

const src = join(import.meta.dirname, '../src');
// What runs in a page names its own, from `tsvision/web`: nothing of Node may come with them.
const files = readdirSync(src)
  .filter((layer) => layer !== 'web')
  .map((layer) => join(src, layer, 'errors.ts'))
  .filter((file) => existsSync(file));

it('every error class of every layer can be caught by name', () => {
  const declared = files.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/^export (?:abstract )?class (\w+)/gm)].map(
      ([, name]) => name as string,
    ),
  );
  expect(declared.length).toBeGreaterThan(40);
  const exported = Object.entries(errors).filter(([, value]) => value.prototype instanceof Error);
  expect(exported.map(([name]) => name).sort()).toEqual([...new Set(declared)].sort());
  for (const [name, value] of exported)
    expect(name === 'TsvisionError' || value.prototype instanceof TsvisionError, name).toBe(true);
});

it('has its class and its fields', () => {
  const error: unknown = new InvalidArgumentError('epochs', -1, 'a whole number from 1');
  expect(error).toMatchObject({ name: 'InvalidArgumentError', argument: 'epochs', value: -1 });
  expect(isTsvisionError(error)).toBe(true);
});

it('importing them starts no engine', () => {
  const seen = new Set<string>();
  const visit = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    for (const [, specifier] of readFileSync(file, 'utf8').matchAll(
      /^(?:import|export) (?!type)[^;]*?from '([^']+)';/gms,
    )) {
      if (specifier?.startsWith('.')) visit(join(dirname(file), specifier.replace(/\.js$/, '.ts')));
      else expect(specifier, file).toMatch(/^(node:|undici$)/);
    }
  };
  visit(join(src, 'errors.ts'));
  const elsewhere = [...seen]
    .map((file) => relative(src, file))
    .filter((file) => !/^core\/|errors\.ts$/.test(file));
  expect(elsewhere).toEqual([]);
});
