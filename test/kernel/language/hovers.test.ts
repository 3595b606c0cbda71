import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { zooNotebook } from './completion/zoo.js';
import type { TestNotebook } from './notebook.js';

/** A place that somebody hovers over; `│` stands before the character. */
interface Hover {
  readonly what: string;
  readonly code: string;
  /** What is shown begins so; `undefined`: nothing is shown. */
  readonly begins: string | undefined;
  readonly has?: readonly string[];
  readonly hasNot?: readonly string[];
}

const scale = `/** Makes text longer.
 * @param by how often */
function scale(of: string, by: number): string;
/** Makes a number larger. */
function scale(of: number): number;
function scale(of: any): any { return of; }
`;

const hovers: readonly Hover[] = [
  { what: 'a variable', code: 'wo│rd', begins: 'const word: "data"', has: ["Value: 'data'"] },
  {
    what: 'an overloaded function: every signature with its documentation',
    code: `${scale}sca│le`,
    begins: 'function scale(of: string, by: number): string\n\nMakes text longer.\n\n@param by how often',
    has: ['\n\nfunction scale(of: number): number\n\nMakes a number larger.'],
    hasNot: ['overload', 'any'],
  },
  {
    what: 'an overloaded function in a call: the signature that is called first',
    code: `${scale}sca│le(3)`,
    begins: 'function scale(of: number): number\n\nMakes a number larger.',
    has: ['\n\nfunction scale(of: string, by: number): string'],
  },
  {
    what: 'an overloaded function, from an argument that is being written',
    code: `${scale}scale('a', │`,
    begins: 'function scale(of: string, by: number): string\n\nMakes text longer.',
    has: ['function scale(of: number): number'],
  },
  {
    what: 'overloads without documentation, one below the other',
    code: 'function two(a: string): void;\nfunction two(a: number): void;\nfunction two(a: unknown) {}\ntw│o',
    begins: 'function two(a: string): void\nfunction two(a: number): void',
  },
  {
    what: 'an overloaded function of a library, types without the files that they are in',
    code: "import { errorRate } from 'tsvision';\nerror│Rate",
    begins: 'function errorRate(): Metric',
    has: ['\n\nfunction errorRate(predictions: Scores, targets: Scores): number'],
    hasNot: ['import("'],
  },
  {
    what: 'a class of the language, with every constructor',
    code: 'new M│ap()',
    begins: 'var Map: MapConstructor',
    has: ['new Map<K, V>('],
    hasNot: ['overload'],
  },
  {
    what: 'a key of options that may be left out',
    code: 'function f(n: number, options?: Options) {}\nf(1, { le│vel',
    begins: '(property) Options.level?: Level',
    has: ['How loud.'],
  },
  {
    what: 'a key of one of several types',
    code: "const s: Shape = { kind: 'square', si│de: 1 }",
    begins: '(property) side: number',
  },
  {
    what: 'a generic function in a call',
    code: "pi│ck(point, 'x')",
    begins: 'function pick<Point, "x">(of: Point, key: "x"): number',
  },
  { what: 'a class', code: 'new Acc│ount()', begins: 'constructor Account(): Account' },
  { what: 'a class, where it is no call', code: 'class C extends Acc│ount {}', begins: 'class Account' },
  { what: 'a method', code: 'account.dep│osit(1)', begins: '(method) Account.deposit(n: number): number' },
  {
    what: 'the documentation of a method',
    code: 'account.ad│d(1)',
    begins: '(method) Account.add(n: number): number',
    has: ['@deprecated Use deposit.'],
  },
  {
    what: 'a key of options, with its documentation',
    code: "configure({ size: 1, le│vel: 'low' })",
    begins: '(property) Options.level?: Level',
    has: ['How loud.'],
  },
  {
    what: 'a key of options that is being completed, with its documentation',
    code: 'configure({ size: 1, level│ })',
    begins: '(property) Options.level?: Level',
    has: ['How loud.'],
  },
  { what: 'an alias of a type', code: 'let l: Lev│el', begins: 'type Level = "low" | "medium" | "high"' },
  { what: 'an interface', code: 'let p: Po│int', begins: 'interface Point' },
  { what: 'a member of an enum', code: 'Color.Re│d', begins: '(enum member) Color.Red = "red"' },
  {
    what: 'an imported name, with its example',
    code: "import { ar│ea } from 'shapes'",
    begins: 'function area(radius: number): number\n\nThe area of a circle.',
    has: ['@example', 'area(2);'],
  },
  { what: 'a module specifier', code: "import { area } from 'sha│pes'", begins: 'module "shapes"' },
  { what: 'a keyword', code: 'ret│urn 1', begins: undefined },
  {
    what: 'a string of a union, with what it is for',
    code: "configure({ size: 1, level: 'lo│w' })",
    begins: 'type Level = "low" | "medium" | "high"\n(property) Options.level?: Level',
    has: ['How loud.'],
  },
  {
    what: 'a string of a union, as an argument',
    code: "setLevel('lo│w')",
    begins: 'type Level = "low" | "medium" | "high"\n(parameter) level: Level',
  },
  { what: 'a string that is only text', code: "const s = 'lo│w'", begins: undefined },
  { what: 'a magic', code: '%ti│me 1 + 1', begins: '%time', has: ['how long'] },
  { what: 'a magic of a cell', code: '%%ba│sh\nls', begins: '%%bash' },
  {
    what: 'the value of a member',
    code: 'point.x│',
    begins: '(property) Point.x: number',
    has: ['Value: 1'],
  },
  { what: 'what was waited for', code: 'const w = await load();\nw│', begins: 'const w: Point' },
  { what: 'this', code: 'class A { own = 1; run() { th│is } }', begins: 'this: this' },
  { what: 'a parameter', code: 'function f(alpha: number) { al│pha }', begins: '(parameter) alpha: number' },
  { what: 'a destructured name', code: 'const { x: acr│oss } = point', begins: 'const across: number' },
  { what: 'a name that nobody knows', code: 'nobo│dy', begins: undefined },
];

describe('hover', () => {
  let notebook: TestNotebook;
  beforeAll(async () => {
    notebook = await zooNotebook();
  });
  afterAll(() => notebook.evaluator.close());

  it.each(hovers.map((hover) => [hover.what, hover] as const))('%s', async (_, hover) => {
    const cursor = hover.code.indexOf('│');
    const data = await notebook.evaluator.inspect(hover.code.replace('│', ''), cursor, 0);
    const text = data?.['text/plain'];
    if (hover.begins === undefined) return expect(text).toBeUndefined();
    expect(text?.slice(0, hover.begins.length)).toBe(hover.begins);
    for (const part of hover.has ?? []) expect(text).toContain(part);
    for (const part of hover.hasNot ?? []) expect(text).not.toContain(part);
  });
});
