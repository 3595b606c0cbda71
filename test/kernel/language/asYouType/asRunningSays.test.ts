import { afterEach, describe, expect, it } from 'vitest';
import type { Mark } from '../../../../src/kernel/language/asYouType/questions.js';
import type { CompiledCell } from '../../../../src/kernel/language/checker/checkerProtocol.js';
import { CheckerClient } from '../../../../src/kernel/language/index.js';
import { Writer } from './writer.js';

/** A notebook as somebody writes it, right and wrong, from top to bottom. */
const cells: readonly string[] = [
  'import { readFileSync } from "node:fs";\nimport { join } from "node:path";',
  'const numbers = [3, 1, 2];\nlet total = 0;',
  'for (const n of numbers) total += n;\ntotal',
  'total.toUpperCase()',
  'const total = "now a text";',
  'total.toUpperCase()',
  'total.toFixed()',
  'interface Photo { path: string; label?: string }\nconst photos: Photo[] = [{ path: "a.jpg" }];',
  'photos.map(photo => photo.labels)',
  'photos.map(({ path }) => path.length)',
  'const broken: = 1;',
  'function shout(text: string): string { return text.toUpperCase() + mark; }',
  'const mark = "!";',
  'shout(3)',
  'shout("a")',
  'const answer = await Promise.resolve({ status: 200, body: "text" });',
  'answer.body.length + answer.stat',
  'answer.then(x => x)',
  'join("a", 1)',
  'readFileSync(join("no", "file"), "utf9")',
  '%typecheck warn',
  'const wrong: number = "text";',
  '%typecheck error',
  'const wrong: number = "text";',
  '!echo hello',
  'const lines = !echo one two\nlines.text.length',
  'lines.nothing',
  '%time numbers.sort()',
  '%time numbers.sorted()',
  '%%time\nconst inside = numbers.length;\ninside',
  'inside.toFixed(1)',
  '{ a: 1, b: undeclared }',
  'class Cat { #name = "Tom"; get name() { return this.#name; } }\nconst cat = new Cat();',
  'cat.name = "Kit"',
  'const { name, age } = cat;',
  'enum Colour { Red, Green }\nColour.Blue',
  'numbers.map((n: string) => n)',
  '// @ts-expect-error\nnumbers.push("a");',
  '// @ts-expect-error\nnumbers.push(4);',
  'import { nothing } from "node:fs";\nnothing()',
  'await 1; return 2;',
  'basename("a")',
  'const when = new Date();\nwhen - 3',
];

type Said = readonly [line: number, column: number, code: number, message: string];

/** What running the cell says. */
function told(compiled: CompiledCell): Said[] {
  if (compiled.kind === 'cellMagic') return [];
  const all = compiled.kind === 'errors' ? compiled.diagnostics : compiled.warnings;
  return all.map(({ line, column, code, message }) => [line, column, code, message]);
}

/** What is marked in the cell; of what a magic stands for the column is its own. */
function marked(marks: readonly Mark[], text: string): Said[] {
  return marks
    .filter(({ severity }) => severity !== 'unused')
    .map(({ start, code, message }) => {
      const before = text.slice(0, start).split('\n');
      return [before.length, (before.at(-1) ?? '').length + 1, code, message];
    });
}

const withoutColumns = (all: readonly Said[]): unknown[] =>
  all.map(([line, , code, message]) => [line, code, message]);
const isExpanded = (text: string): boolean => /^\s*[%!{]|= !/m.test(text);

let writer: Writer;
afterEach(() => writer.close());

describe('marks say what running says', () => {
  it('of each cell before it is run, and of all of them before any is', async () => {
    writer = new Writer();
    const checker = new CheckerClient(writer.notebook.evaluator.languagePort());
    const unrun = await writer.write(...cells).marks();
    let faults = 0;
    for (const [index, text] of cells.entries()) {
      const next = (await writer.write(...cells.slice(0, index + 1)).marks()).at(-1) as Mark[];
      const said = told(await checker.ask('compile', { name: `cell-${index}.ts`, code: text }));
      const compared = isExpanded(text) ? withoutColumns : (all: readonly Said[]): unknown => all;
      expect(compared(marked(next, text)), text).toEqual(compared(said));
      // That a later cell may declare a name is not said where one does.
      const ahead = text.includes('+ mark') ? [] : said;
      expect(compared(marked(unrun[index] as Mark[], text)), `unrun: ${text}`).toEqual(compared(ahead));
      faults += said.length;
      await writer.run(index).catch(() => {});
    }
    expect(faults).toBeGreaterThan(12);
    checker.close();
  });
});
