// biome-ignore-all lint/suspicious/noTemplateCurlyInString: cells with templates in them.
import { testPlaces } from './places.js';

testPlaces('of names', [
  {
    what: 'a variable of an earlier cell before globals',
    code: 'structured│',
    only: ['structuredZoo', 'structuredClone'],
    replaces: 'structured',
  },
  {
    what: 'parameters and locals first',
    code: 'function f(alpha: number) { const alien = 1; al│ }',
    first: ['alien', 'alpha', 'albatross'],
    replaces: 'al',
  },
  {
    what: 'a later variable of the cell',
    code: 'const elephant = 1;\nele│',
    first: ['elephant'],
    replaces: 'ele',
  },
  { what: 'keywords', code: 'awa│', only: ['await'], replaces: 'awa' },
  { what: 'keywords in a function', code: 'function f() { retu│ }', only: ['return'], replaces: 'retu' },
  { what: 'the middle of a name', code: 'poi│nt.x', first: ['point'], replaces: 'point' },
  {
    what: 'what a parameter wants first',
    code: 'setLevel(│)',
    first: ["'high'", "'low'", "'medium'", 'level'],
  },
  { what: 'what an assignment wants first', code: 'const l: Level = le│', first: ['level'], replaces: 'le' },
  { what: 'what a number wants first', code: 'const n: number = acc│', first: ['accent'], replaces: 'acc' },
  { what: 'an interpolation', code: 'const s = `${poi│}`', first: ['point'], replaces: 'poi' },
  { what: 'after new', code: 'new acc│', first: ['Account'], replaces: 'acc' },
  { what: 'after extends', code: 'class C extends Acc│ {}', first: ['Account'], replaces: 'Acc' },
  { what: 'after implements', code: 'class C implements Poi│ {}', only: ['Point'], replaces: 'Poi' },
  { what: 'a label', code: 'outer: for (const a of list) { break ou│ }', only: ['outer'], replaces: 'ou' },
  { what: 'a decorator', code: '@logg│\nclass C {}', only: ['logged'], replaces: 'logg' },
  { what: 'behind an error', code: 'const broken = = 1;\nalba│', only: ['albatross'], replaces: 'alba' },
  { what: 'before more lines', code: 'alba│\nconst next = 1;', only: ['albatross'], replaces: 'alba' },
]);

testPlaces('of types', [
  { what: 'an annotation', code: 'const a: Poi│', only: ['Point'], replaces: 'Poi' },
  { what: 'a type of the library', code: 'const a: Parti│', only: ['Partial'], replaces: 'Parti' },
  { what: 'a type argument', code: 'new Map<string, Poi│>()', only: ['Point'], replaces: 'Poi' },
  { what: 'keyof', code: 'type K = keyof Poi│', only: ['Point'], replaces: 'Poi' },
  { what: 'typeof', code: 'type T = typeof poi│', first: ['point'], replaces: 'poi' },
  { what: 'a type of a namespace', code: 'const b: Geo.│', only: ['Box'] },
  {
    what: 'a type of a module',
    code: "import * as shapes from 'shapes';\nconst p: shapes.│",
    only: ['Circle', 'Pen'],
  },
  { what: 'as', code: 'const a = {} as Opti│', first: ['Options'], replaces: 'Opti' },
]);

testPlaces('of magics and paths', [
  { what: 'magics of a line', code: '%ti│', only: ['%time', '%timeit'], replaces: '%ti' },
  { what: 'magics of a cell', code: '%%ba│', only: ['%%bash'], replaces: '%%ba' },
  { what: 'the code behind a magic', code: '%time point.│', only: ['label', 'x', 'y'] },
  { what: 'paths of a command', code: '!cat data/be│', only: ['bears.csv'], replaces: 'be' },
  { what: 'paths of a magic', code: '%cd da│', only: ['data/'], replaces: 'da' },
  { what: 'code below a command', code: '!echo "unclosed\nalba│', only: ['albatross'], replaces: 'alba' },
]);

testPlaces('of nothing', [
  { what: 'in a comment', code: '// poi│', only: [] },
  { what: 'in a comment of lines', code: '/* poi│ */', only: [] },
  { what: 'in a number', code: '12│', only: [] },
  { what: 'in a regular expression', code: 'const r = /poi│/', only: [] },
  { what: 'where a variable gets its name', code: 'const poi│', only: [] },
  { what: 'where a function gets its name', code: 'function poi│', only: [] },
  { what: 'where a class gets its name', code: 'class Acc│', only: [] },
]);
