// biome-ignore-all lint/suspicious/noTemplateCurlyInString: cells with templates in them.
import { testPlaces } from './places.js';

const pointKeys = ['label', 'x', 'y'];

testPlaces('after a dot', [
  { what: 'of a value', code: 'point.│', only: pointKeys },
  { what: 'of a string', code: 'word.toU│', only: ['toUpperCase'], replaces: 'toU' },
  { what: 'of a number', code: 'count.toF│', only: ['toFixed'], replaces: 'toF' },
  { what: 'of an array', code: 'list.ma│', only: ['map'], replaces: 'ma' },
  { what: 'of an element of a tuple', code: 'pair[1].│', only: pointKeys },
  { what: 'of a union: what all have', code: 'function f(of: Shape) { of.│ }', only: ['kind'] },
  {
    what: 'of a union, narrowed',
    code: "function f(of: Shape) { if (of.kind === 'circle') of.│ }",
    only: ['kind', 'radius'],
  },
  { what: 'of what may be undefined', code: 'maybe.│', only: pointKeys },
  { what: 'behind a question mark', code: 'maybe?.│', only: pointKeys },
  {
    what: 'of this, private ones too',
    code: 'class A { own = 1; private hidden = 2; run() { this.│ } }',
    only: ['hidden', 'own', 'run'],
  },
  {
    what: 'of this in a subclass, protected ones and no private ones',
    code: 'class A extends Account { run() { this.│ } }',
    among: ['deposit', 'owner', 'run', 'state'],
    never: ['pin'],
  },
  {
    what: 'of super',
    code: 'class A extends Account { run() { super.dep│ } }',
    only: ['deposit'],
    replaces: 'dep',
  },
  {
    what: 'with a private name',
    code: 'class B { #count = 0; up() { this.#│ } }',
    only: ['#count'],
    replaces: '#',
  },
  {
    what: 'of an instance, without private ones, the deprecated last',
    code: 'account.│',
    only: ['deposit', 'owner', 'add'],
  },
  { what: 'of a class', code: 'Account.│', first: ['bank', 'open'], never: ['owner'] },
  { what: 'of an enum', code: 'Color.│', only: ['Green', 'Red'] },
  { what: 'of a namespace: its values', code: 'Geo.│', only: ['area', 'pi'] },
  { what: 'of a global with a namespace beside it', code: 'console.lo│', only: ['log'], replaces: 'lo' },
  {
    what: 'of an imported module, the deprecated last',
    code: "import * as shapes from 'shapes';\nshapes.│",
    only: ['area', 'Circle', 'circumference', 'unit', 'arcArea'],
  },
  {
    what: 'of a module that is loaded',
    code: "const m = await import('shapes');\nm.cir│",
    only: ['circumference', 'Circle'],
    replaces: 'cir',
  },
  { what: 'of what was waited for', code: '(await load()).│', only: pointKeys },
  { what: 'of a promise', code: 'load().│', only: ['catch', 'finally', 'then'] },
  { what: 'of an object whose keys only run time knows', code: 'loose.│', first: ['runtimeKey', 'other'] },
  { what: 'deeper in such an object', code: 'loose.other.│', first: ['inner'] },
  {
    what: 'of a parameter whose type the call gives',
    code: 'list.map((each) => each.toF│)',
    only: ['toFixed'],
    replaces: 'toF',
  },
  { what: 'of the variable of a loop', code: 'for (const each of [point]) each.│', only: pointKeys },
  {
    what: 'at the end of a chain over lines',
    code: 'list\n  .filter(Boolean)\n  .ma│',
    only: ['map'],
    replaces: 'ma',
  },
  { what: 'in a call that is not closed', code: 'console.log(point.│', only: pointKeys },
  { what: 'before a next line', code: 'point.│\nlist.map(String)', only: pointKeys },
  { what: 'before a line that is a declaration', code: 'point.│\nconst next = 1', only: pointKeys },
  { what: 'behind an error', code: 'const broken = = 1;\npoint.│', only: pointKeys },
  { what: 'behind a bracket that was never closed', code: 'if (\npoint.│', only: pointKeys },
  { what: 'behind an emoji', code: "const bear = '🐻'; point.│", only: pointKeys },
  { what: 'in an interpolation', code: 'const s = `${point.│}`', only: pointKeys },
  { what: 'in the middle of a name', code: 'point.la│bel', only: ['label'], replaces: 'label' },
  { what: 'not of a number that is being written', code: '1.│', only: [] },
]);
