// biome-ignore-all lint/suspicious/noTemplateCurlyInString: cells with templates in them.
import { testPlaces } from './places.js';

const keys = ['label', 'x', 'y'];

testPlaces('after a dot, of', [
  { what: "an arrow function's parameter", code: 'const f = (p: Point) => p.│', only: keys },
  { what: 'an object with a private name', code: 'class P { #x = 1; y = 2 }; new P().│', only: ['y'] },
  { what: 'this in an object', code: 'const o = { a: 1, f() { return this.│ } }', only: ['a', 'f'] },
  {
    what: 'this in a static method',
    code: 'class A { static one = 1; static f() { this.o│ } }',
    only: ['one'],
    replaces: 'o',
  },
  { what: 'process', code: 'process.arg│', first: ['argv'], replaces: 'arg' },
  { what: 'Promise', code: 'Promise.al│', only: ['all', 'allSettled'], replaces: 'al' },
  { what: 'a call', code: "'a,b'.split(',').ma│", only: ['map'], replaces: 'ma' },
  { what: 'a regular expression', code: '/x/.tes│', only: ['test'], replaces: 'tes' },
  { what: 'a new object', code: 'new Date().getFullY│', only: ['getFullYear'], replaces: 'getFullY' },
  { what: "a map's value", code: "new Map<string, Point>().get('a')!.│", only: keys },
  { what: 'import.meta', code: 'import.meta.dir│', only: ['dirname'], replaces: 'dir' },
  {
    what: 'what typeof has told',
    code: "function f(a: unknown) { if (typeof a === 'string') a.toU│ }",
    only: ['toUpperCase'],
    replaces: 'toU',
  },
  { what: "a static method's result", code: 'Account.open().│', only: ['deposit', 'owner', 'add'] },
  { what: 'an enum in a case', code: "switch ('red' as Color) { case Color.│ }", only: ['Green', 'Red'] },
  { what: 'the length of an array', code: 'list.length.toF│', only: ['toFixed'], replaces: 'toF' },
  { what: 'a value behind Windows line ends', code: 'const a = 1;\r\npoint.│', only: keys },
  { what: 'a value in a cell magic', code: '%%time\npoint.│', only: keys },
  { what: 'a type parameter', code: 'function f<T extends Point>(of: T) { of.│ }', only: keys },
  { what: 'a constant tuple', code: 'const t = [1, point] as const; t[1].│', only: keys },
  { what: 'an intersection', code: 'declare const b: Point & { z: 1 }; b.│', only: ['label', 'x', 'y', 'z'] },
  { what: 'a function', code: 'load.na│', only: ['name'], replaces: 'na' },
  { what: 'globalThis', code: 'globalThis.structuredC│', only: ['structuredClone'], replaces: 'structuredC' },
]);

testPlaces('of names, in', [
  { what: 'a condition', code: 'if (alba│) {}', only: ['albatross'], replaces: 'alba' },
  { what: 'a return', code: 'function f() { return alba│ }', only: ['albatross'], replaces: 'alba' },
  { what: 'a throw', code: 'throw new RangeE│', only: ['RangeError'], replaces: 'RangeE' },
  { what: 'an await', code: 'await loa│', first: ['load'], replaces: 'loa' },
  { what: 'a spread', code: 'f(...lis│)', first: ['list'], replaces: 'lis' },
  { what: 'a shorthand', code: 'const o = { alba│ }', only: ['albatross'], replaces: 'alba' },
  { what: 'a computed key', code: 'const o = { [alba│]: 1 }', only: ['albatross'], replaces: 'alba' },
  { what: 'an element', code: '[alba│]', only: ['albatross'], replaces: 'alba' },
  { what: 'an index', code: 'list[alba│]', only: ['albatross'], replaces: 'alba' },
  { what: 'a line below a comment', code: '// of birds\nalba│', only: ['albatross'], replaces: 'alba' },
  { what: 'instanceof', code: 'account instanceof Acc│', first: ['Account'], replaces: 'Acc' },
  { what: 'an assignment to a member', code: 'point.x = cou│', first: ['count'], replaces: 'cou' },
  { what: 'a comparison', code: 'level === le│', first: ['level'], replaces: 'le' },
  { what: 'a comparison with texts', code: 'level === │', first: ["'high'", "'low'", "'medium'", 'level'] },
  { what: 'a default', code: 'function f(of = alba│) {}', only: ['albatross'], replaces: 'alba' },
  {
    what: 'an exported list',
    code: 'const alpaca = 1; export { alpa│ }',
    only: ['alpaca'],
    replaces: 'alpa',
  },
  { what: 'an arrow function', code: 'const f = () => alba│', only: ['albatross'], replaces: 'alba' },
  { what: 'a ternary', code: 'count ? alba│ : 1', only: ['albatross'], replaces: 'alba' },
]);

testPlaces('of types, in', [
  { what: 'a constraint', code: 'function f<T extends Poi│>() {}', only: ['Point'], replaces: 'Poi' },
  { what: 'a mapped type', code: 'type X = { [K in keyof Poi│]: 1 }', only: ['Point'], replaces: 'Poi' },
  { what: 'a return type', code: 'function f(): Poi│ {}', only: ['Point'], replaces: 'Poi' },
  { what: 'satisfies', code: 'const p = {} satisfies Poi│', only: ['Point'], replaces: 'Poi' },
  { what: 'an array type', code: 'const p: Poi│[] = []', only: ['Point'], replaces: 'Poi' },
  {
    what: 'an interface that extends',
    code: 'interface P extends Poi│ {}',
    only: ['Point'],
    replaces: 'Poi',
  },
]);

testPlaces('in braces and brackets, of', [
  {
    what: 'an inner pattern',
    code: 'declare const o: { inner: Point }; const { inner: { │ } } = o',
    only: ['x', 'y', 'label'],
  },
  { what: 'a pattern in a tuple', code: 'const [first, { │ }] = pair', only: ['x', 'y', 'label'] },
  { what: 'a pattern in a loop', code: 'for (const { │ } of [point]) {}', only: ['x', 'y', 'label'] },
  { what: 'the second of two objects', code: 'Object.assign(point, { │ })', among: [] },
  { what: 'a union of objects, told apart', code: "const s: Shape = { kind: 'square', │ }", only: ['side'] },
  { what: "a callback's parameter", code: '[point].map(({ │ }) => 1)', only: ['x', 'y', 'label'] },
  { what: 'typeof', code: "typeof word === '│'", among: ['string', 'number', 'undefined'] },
  {
    what: 'an assigned property',
    code: "declare const o: Options; o.level = '│'",
    only: ['low', 'medium', 'high'],
  },
  { what: 'a ternary of texts', code: "setLevel(count ? 'low' : '│')", only: ['low', 'medium', 'high'] },
  { what: 'an array of texts', code: "const all: Level[] = ['│']", only: ['low', 'medium', 'high'] },
  { what: 'a Set of texts', code: "new Set<Level>(['│'])", only: ['low', 'medium', 'high'] },
  { what: 'includes', code: "(['low', 'high'] as const).includes('│')", only: ['low', 'high'] },
  { what: 'a key in `in`', code: "'│' in point", among: ['x', 'y'] },
  { what: 'any key, and no files', code: "type O = Omit<Point, '│'>", only: [] },
]);
