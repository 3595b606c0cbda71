import { testPlaces } from './places.js';

const levels = ['low', 'medium', 'high'];
const keys = ['label', 'x', 'y'];

testPlaces('in a string', [
  { what: 'an argument', code: "setLevel('│')", only: levels },
  { what: 'an argument, the quote still open', code: "setLevel('│", only: levels },
  { what: 'a part of it typed', code: "setLevel('me│')", only: ['medium'], replaces: 'me' },
  { what: 'the middle of it', code: "setLevel('me│dium')", only: ['medium'], replaces: 'medium' },
  { what: 'a property', code: "configure({ size: 1, level: '│' })", only: levels },
  {
    what: 'an element of an array',
    code: "configure({ size: 1, many: ['low', '│'] })",
    among: ['medium', 'high'],
  },
  { what: 'a comparison', code: "level === '│'", only: levels },
  {
    what: 'a comparison of what tells a union apart',
    code: "shape.kind === '│'",
    only: ['circle', 'square'],
  },
  { what: 'a case', code: "switch (level) { case '│' }", only: levels },
  {
    what: 'a case, those before not again',
    code: "switch (level) { case 'low': break; case '│' }",
    only: ['medium', 'high'],
  },
  { what: 'a template', code: 'const t: Level = `│`', only: levels },
  { what: 'what a function returns', code: "function f(): Level { return '│' }", only: levels },
  { what: 'a default', code: "function f(of: Level = '│') {}", only: levels },
  { what: 'a key of an object', code: "point['│']", only: keys },
  {
    what: 'a key of an object that only run time knows',
    code: "loose['two│']",
    only: ['two words'],
    replaces: 'two',
  },
  { what: 'a key that a generic call wants', code: "pick(point, '│')", only: ['x', 'y', 'label'] },
  { what: 'a key of a type', code: "type S = Options['│']", among: ['level', 'size'] },
  { what: 'a type argument', code: "type L = Pick<Point, '│'>", only: ['x', 'y', 'label'] },
  { what: 'files', code: "const p = 'data/│'", only: ['bears.csv'] },
  {
    what: 'files, in a call',
    code: "require('node:fs').readFileSync('data/be│')",
    only: ['bears.csv'],
    replaces: 'be',
  },
  { what: 'nothing in prose', code: "const s = 'poi│'", only: [] },
]);

testPlaces('in a module specifier', [
  { what: 'a package', code: "import x from 'sha│'", first: ['shapes'], replaces: 'sha' },
  {
    what: 'a package, the quote still open',
    code: "import x from 'sha│",
    first: ['shapes'],
    replaces: 'sha',
  },
  { what: 'all of a re-export', code: "export * from 'sha│'", first: ['shapes'], replaces: 'sha' },
  { what: 'in import()', code: "await import('sha│')", first: ['shapes'], replaces: 'sha' },
  { what: 'in require()', code: "require('sha│')", first: ['shapes'], replaces: 'sha' },
  { what: 'in the import of a type', code: "type S = import('sha│')", first: ['shapes'], replaces: 'sha' },
  {
    what: 'a part of a package',
    code: "import x from 'shapes/│'",
    only: ['shapes/deep'],
    replaces: 'shapes/',
  },
  { what: 'a package with a scope', code: "import x from '@zoo/│'", only: ['@zoo/lions'], replaces: '@zoo/' },
  {
    what: 'what Node brings',
    code: "import x from 'node:fs/p│'",
    only: ['node:fs/promises'],
    replaces: 'node:fs/p',
  },
  { what: 'local files', code: "import x from './│'", among: ['helper.ts', 'lib/', 'data/'] },
  { what: 'a local file', code: "import x from './hel│'", only: ['helper.ts'], replaces: 'hel' },
  { what: 'a local file in a folder', code: "import x from './lib/│'", only: ['deeper.ts'] },
]);
