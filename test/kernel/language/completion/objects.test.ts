import { testPlaces } from './places.js';

const keys = ['size', 'level', 'many', 'nested'];

testPlaces('in braces', [
  { what: 'keys of options, what must be given first', code: 'configure({ │ })', only: keys },
  { what: 'keys of options, nothing closed', code: 'configure({ │', only: keys },
  {
    what: 'keys that are given not again',
    code: 'configure({ size: 1, │ })',
    only: ['level', 'many', 'nested'],
  },
  { what: 'keys in the middle', code: 'configure({ le│, size: 1 })', only: ['level'], replaces: 'le' },
  {
    what: 'keys of nested options',
    code: 'configure({ size: 1, nested: { │ } })',
    only: ['colour', 'depth'],
  },
  { what: 'keys for a generic function', code: 'make({ │ })', only: keys },
  { what: 'keys in an array', code: 'const all: Options[] = [{ │ }]', only: keys },
  { what: 'keys of what a function returns', code: 'function f(): Options { return { │ } }', only: keys },
  { what: 'keys of what a callback returns', code: 'const f: () => Options = () => ({ │ })', only: keys },
  {
    what: 'keys of a Record',
    code: 'const r: Record<Level, number> = { │ }',
    only: ['high', 'low', 'medium'],
  },
  { what: 'keys of a Partial', code: 'const p: Partial<Point> = { │ }', only: ['label', 'x', 'y'] },
  { what: 'keys that satisfies asks for', code: 'const o = { │ } satisfies Options', only: keys },
  {
    what: 'keys over several lines',
    code: 'configure({\n  size: 1,\n  │\n})',
    only: ['level', 'many', 'nested'],
  },
  { what: 'values of a key', code: 'configure({ size: cou│ })', first: ['count'], replaces: 'cou' },
  { what: 'destructuring', code: 'const { │ } = point', only: ['x', 'y', 'label'] },
  { what: 'destructuring, what is taken not again', code: 'const { x, │ } = point', only: ['y', 'label'] },
  { what: 'destructuring of a parameter', code: 'function f({ │ }: Point) {}', only: ['x', 'y', 'label'] },
  {
    what: 'destructuring of a module',
    code: "const { are│ } = await import('shapes')",
    only: ['area'],
    replaces: 'are',
  },
  {
    what: 'named imports',
    code: "import { │ } from 'shapes'",
    first: ['area', 'Circle', 'circumference'],
    among: ['Pen', 'unit'],
  },
  {
    what: 'named imports, what is listed not again',
    code: "import { area, │ } from 'shapes'",
    among: ['unit'],
    never: ['area'],
  },
  {
    what: 'named imports, begun',
    code: "import { readFil│ } from 'node:fs/promises'",
    only: ['readFile'],
    replaces: 'readFil',
  },
  {
    what: 'named imports of a local file',
    code: "import { │ } from './helper.ts'",
    first: ['feed', 'ration'],
  },
  { what: 'imported types', code: "import type { Pe│ } from 'shapes'", only: ['Pen'], replaces: 'Pe' },
  { what: 'named re-exports', code: "export { are│ } from 'shapes'", only: ['area'], replaces: 'are' },
]);
