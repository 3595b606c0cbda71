import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { TestNotebook } from '../notebook.js';

const files: Readonly<Record<string, string>> = {
  'data/bears.csv': '',
  'helper.ts': 'export function feed(animal: string): string { return animal; }\nexport const ration = 3;\n',
  'lib/deeper.ts':
    'export interface Cage { readonly bars: number }\nexport const cage: Cage = { bars: 9 };\n',
  'package.json': JSON.stringify({ dependencies: { shapes: '1.0.0', '@zoo/lions': '1.0.0' } }),
  'node_modules/shapes/package.json': JSON.stringify({
    name: 'shapes',
    version: '1.0.0',
    type: 'module',
    exports: {
      '.': { types: './index.d.ts', default: './index.js' },
      './deep': { types: './deep.d.ts', default: './deep.js' },
    },
  }),
  'node_modules/shapes/index.js':
    'export const unit = 1; export const area = (r) => r * r; export class Circle {}; export { area as oldArea };',
  'node_modules/shapes/index.d.ts': `
export interface Pen { readonly width: number; readonly ink: 'blue' | 'black' }
export declare class Circle { constructor(radius: number); readonly radius: number; grow(by: number): Circle }
/**
 * The area of a circle.
 * @example
 * \`\`\`ts
 * area(2);
 * \`\`\`
 */
export declare function area(radius: number): number;
/** @deprecated Use area. */
export declare function arcArea(radius: number): number;
/** One of whatever is measured. */
export declare const unit: number;
export * from './more.js';
`,
  'node_modules/shapes/more.d.ts': 'export declare function circumference(radius: number): number;\n',
  'node_modules/shapes/more.js': 'export const circumference = (r) => r;',
  'node_modules/shapes/deep.js': 'export const depth = 1;',
  'node_modules/shapes/deep.d.ts': 'export declare const depth: number;\n',
  'node_modules/own/package.json': JSON.stringify({
    name: 'own',
    exports: { './jsx-runtime': { types: './r.d.ts' } },
  }),
  'node_modules/own/r.d.ts': `
export namespace JSX { interface IntrinsicElements { node: { at?: number; children?: unknown } } type Element = object }
export declare const jsx: (type: unknown, props: unknown) => JSX.Element;
export declare const jsxs: typeof jsx;
`,
  'node_modules/@zoo/lions/package.json': JSON.stringify({ name: '@zoo/lions', types: './index.d.ts' }),
  'node_modules/@zoo/lions/index.d.ts': 'export declare function roar(loudness: number): string;\n',
};

/** What the cells before have declared. */
const earlier = `
interface Point { x: number; y: number; label?: string }
const point: Point = { x: 1, y: 2 };
const pair: [string, Point] = ['a', point];
const maybe: Point | undefined = Math.random() < 2 ? point : undefined;
const word = 'data', count = 3, list = [1, 2], accent = 4;
type Shape = { kind: 'circle'; radius: number } | { kind: 'square'; side: number };
const shape = { kind: 'circle', radius: 1 } as Shape;
enum Color { Red = 'red', Green = 'green' }
class Account {
  static bank = 'zoo';
  static open(): Account { return new Account(); }
  private pin = 1;
  protected state = 2;
  owner = 'x';
  /** @deprecated Use deposit. */
  add(n: number) { return n; }
  deposit(n: number) { return n + this.pin; }
}
const account = new Account();
namespace Geo { export const pi = 3; export function area() { return 1; } export interface Box { side: number } }
type Level = 'low' | 'medium' | 'high';
const level = 'low' as Level;
function setLevel(level: Level) { return level; }
interface Options {
  /** How loud. */
  level?: Level;
  size: number;
  nested?: { depth: number; colour: string };
  many?: Level[];
}
function configure(options: Options) { return options; }
function make<T extends Options>(options: T) { return options; }
async function load(): Promise<Point> { return point; }
function pick<T, K extends keyof T>(of: T, key: K): T[K] { return of[key]; }
const loose: any = { runtimeKey: 1, other: { inner: 2 }, 'two words': 3 };
const structuredZoo = 1, albatross = 2;
function logged(target: unknown, context: unknown) {}
`;

/** A folder with files and packages. */
export function zooFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'completion-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

/** A notebook in such a folder, whose cells have declared some of everything. */
export async function zooNotebook(): Promise<TestNotebook> {
  const notebook = new TestNotebook(zooFolder());
  await notebook.run(earlier);
  return notebook;
}
