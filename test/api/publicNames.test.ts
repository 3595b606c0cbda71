import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import * as index from '../../src/index.js';
import { forgottenTypes, undocumented } from './lint.js';
import { readPublicApi } from './publicApi.js';

const api = readPublicApi();
const src = join(import.meta.dirname, '../../src');
const pages = readdirSync(src)
  .map((layer) => join(src, layer, 'public.ts'))
  .filter((file) => existsSync(file));

it('what a layer has for users is in the index, to be used and not as a type alone', async () => {
  const values = await Promise.all(pages.map(async (file) => Object.keys(await import(file))));
  expect(values.flat().length).toBeGreaterThan(80);
  expect(values.flat().filter((name) => !(name in index))).toEqual([]);
});

it('a group has what its family has', () => {
  expect(index.metrics.accuracy).toBe(index.accuracy);
  expect(index.keras.ImageDataGenerator).toBe(index.ImageDataGenerator);
  expect(index.plots.linePlot).toBe(index.linePlot);
  expect(index.transforms.flipLr(1).draw).toBeTypeOf('function');
});

it('every type of a public signature can be named', () => {
  expect(forgottenTypes(api)).toEqual([]);
});

it('every public name says what it is', () => {
  expect(undocumented(api)).toEqual([]);
});
