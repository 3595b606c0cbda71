import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { expect, it } from 'vitest';

const src = resolve(import.meta.dirname, '../src');

/** What each folder of `src` may import, besides itself. `index.ts` may import all of the library. */
const below = (...layers: string[]): string[] => layers;
const base = below('core', 'photo', 'notebook', 'engine');
const middle = below(...base, 'plot', 'widgets', 'data');
const allowed: Record<string, string[]> = {
  core: [],
  photo: ['core'],
  notebook: ['core'],
  engine: ['core'],
  plot: base,
  widgets: ['core', 'notebook'],
  data: base,
  // Beside the library: nothing imports it but the public index, so that production carries no lesson.
  lessons: below(...base, 'data'),
  // Reads the sources of what users import; the index is loaded when it is asked.
  manual: ['core', 'notebook'],
  vision: middle,
  // What the pages of served and of exported models have in common.
  page: ['core', 'notebook'],
  // In the page: of vision what is plain code, and no engine of ours. What is read at export is the page's files.
  web: ['core', 'notebook', 'vision', 'page'],
  train: [...middle, 'vision', 'web'],
  serve: [...middle, 'vision', 'page'],
  interpret: [...middle, 'vision', 'train'],
  clean: [...middle, 'vision', 'train', 'interpret'],
  kernel: ['core', 'notebook'],
  cli: [...middle, 'vision', 'web', 'train', 'serve', 'interpret', 'clean', 'kernel'],
  'errors.ts': [...middle, 'vision', 'train', 'serve', 'interpret', 'clean', 'kernel', 'cli'],
  'index.ts': [
    ...middle,
    'lessons',
    'manual',
    'vision',
    'web',
    'train',
    'serve',
    'interpret',
    'clean',
    'errors.ts',
  ],
};

const files = readdirSync(src, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
  .map((entry) => join(entry.parentPath, entry.name));

const imports = (file: string): string[] =>
  [...readFileSync(file, 'utf8').matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map((match) =>
    resolve(dirname(file), (match[1] as string).replace(/\.js$/, '.ts')),
  );

const layerOf = (file: string): string => relative(src, file).split(sep)[0] as string;

// That no files import each other in a ring, types counted, is a rule of Biome's (biome.json).
it('imports point down only', () => {
  const wrong = files.flatMap((file) =>
    imports(file)
      .filter((target) => target.startsWith(src))
      .filter((target) => layerOf(target) !== layerOf(file))
      .filter((target) => !(allowed[layerOf(file)] ?? []).includes(layerOf(target)))
      .map((target) => `${relative(src, file)} → ${relative(src, target)}`),
  );
  expect(files.length).toBeGreaterThan(10);
  expect(wrong).toEqual([]);
});
