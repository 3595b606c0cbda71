import { readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, it } from 'vitest';

const src = resolve(import.meta.dirname, '../../src');

/** The files that a file loads when it runs, itself among them. */
function loaded(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  const text = readFileSync(file, 'utf8').replace(/^(import|export) type [^;]*;/gm, '');
  for (const [, target] of text.matchAll(/(?:^|\n)(?:import|export)[^;]*?from\s*'(\.[^']+)'/g))
    loaded(resolve(dirname(file), (target as string).replace(/\.js$/, '.ts')), seen);
  return seen;
}

it('a decoder loads no TensorFlow: four of them must fit beside the server', () => {
  const files = [...loaded(join(src, 'serve/decoding/decoderMain.ts'))].map((file) => relative(src, file));
  expect(files).toContain('vision/transforms/preparePhoto.ts');
  expect(files.filter((file) => /^(engine|train|data)\//.test(file))).toEqual([]);
});
