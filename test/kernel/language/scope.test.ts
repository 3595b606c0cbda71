import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { TestNotebook } from './notebook.js';

// The oracle: the same statements as one plain script. Wherever it is cut into cells, the outcome must not change.

const names = ['a', 'b', 'c', 'd'] as const;
type Name = (typeof names)[number];

const name = fc.constantFrom(...names);
const small = fc.integer({ min: -9, max: 9 });

/** Each statement keeps all four variables numbers, and logs what it sees. */
const statement: fc.Arbitrary<string> = fc.oneof(
  fc.tuple(name, name, small).map(([x, y, n]) => `${x} = ${y} + ${n};`),
  fc.tuple(name, small).map(([x, n]) => `${x} += ${n}; ${x}++;`),
  fc.tuple(name, name).map(([x, y]) => `[${x}, ${y}] = [${y}, ${x}];`),
  fc.tuple(name, name).map(([x, y]) => `({ ${x}, q: ${y} = 3 } = { ${x}: ${y}, q: undefined });`),
  fc.tuple(name, name).map(([x, y]) => `calls.push(() => { ${x} = ${x} * 2 % 101; return ${y} });`),
  fc.tuple(name, name).map(([x, y]) => `calls.push(((${x}) => () => ${x} + ${y})(${y}));`),
  fc.tuple(name, name).map(([x, y]) => `{ let ${x} = ${y === x ? 4 : y}; ${x} += 1; log.push(${x}) }`),
  fc
    .tuple(name, name)
    .map(
      ([x, y]) =>
        `for (let ${x} = 0; ${x} < 2; ${x}++) { log.push(${x}); ${x === y ? '' : `${y} -= ${x};`} }`,
    ),
  fc.tuple(name, name).map(([x, y]) => `for (${x} of [1, 2]) log.push(${x}, ${y});`),
  fc.tuple(name, name).map(([x, y]) => `try { ${x} = 1; throw ${y} } catch (${y}) { log.push(${x}, ${y}) }`),
  fc
    .tuple(name, name)
    .map(([x, y]) => `log.push(new (class ${x} { static s = typeof ${x}; v = ${y === x ? 0 : y} })().v);`),
  fc.tuple(name).map(([x]) => `log.push(typeof ${x}, { ${x} }.${x}, \`\${${x}}\`);`),
  fc
    .tuple(name, name)
    .map(([x, y]) => `log.push((function ${x}(n) { return n > 0 ? ${x}(n - 1) : ${y === x ? 0 : y} })(2));`),
  fc.tuple(name).map(([x]) => `await null; ${x} = await ${x};`),
  fc.constant('for (const call of calls) log.push(call());'),
  fc.tuple(name, name).map(([x, y]) => `${x}: for (;;) { log.push(${y}); break ${x} }`),
);

const header = (values: Record<Name, number>): string =>
  `let a = ${values.a}, b = ${values.b}; var c = ${values.c}; let { d } = { d: ${values.d} }; const log = [], calls = [];`;
const footer = '({ a, b, c, d, log })';

let notebook: TestNotebook;
beforeAll(() => {
  notebook = new TestNotebook();
});
afterAll(() => notebook.evaluator.close());

const AsyncFunction = (async () => {}).constructor as new (body: string) => () => Promise<unknown>;

it('gives what one script would give, wherever it is cut into cells', async () => {
  const program = fc.record({
    values: fc.record({ a: small, b: small, c: small, d: small }),
    statements: fc.array(fc.tuple(statement, fc.boolean()), { minLength: 1, maxLength: 12 }),
  });
  await fc.assert(
    fc.asyncProperty(program, async ({ values, statements }) => {
      const all = statements.map(([text]) => text);
      const expected = await new AsyncFunction(
        `"use strict"; ${header(values)} ${all.join('\n')} return ${footer}`,
      )();
      await notebook.run(`// @ts-nocheck\n${header(values)}`);
      let cell = '// @ts-nocheck\n';
      for (const [text, cut] of statements) {
        cell += `${text}\n`;
        if (!cut) continue;
        await notebook.run(cell);
        cell = '// @ts-nocheck\n';
      }
      expect(await notebook.run(`${cell}${footer}`)).toEqual(expected);
    }),
    { numRuns: 60 },
  );
});
