import ts from 'typescript';
import { expect, it } from 'vitest';
import { type Example, examplesOf, examplesOfSources, runErrorsOf, typeErrorsOf } from './examples.js';
import { readPublicApi } from './publicApi.js';

const examples = examplesOfSources();

it('each function that a user calls has an example', () => {
  const { entries } = readPublicApi();
  const functions = entries
    .filter(({ name }) => name === 'tsvision')
    .flatMap(({ names }) => names)
    .filter(({ name, symbol }) => !name.includes('.') && symbol.flags & ts.SymbolFlags.Function);
  expect(functions.length).toBeGreaterThan(100);
  const shown = new Set(examples.map(({ name }) => name));
  expect(functions.map(({ name }) => name).filter((name) => !shown.has(name))).toEqual([]);
  expect(examples.filter(({ runs }) => runs).length).toBeGreaterThan(0.9 * examples.length);
});

/** Examples that are wrong, so that a test that finds nothing is known to look. */
const [untyped, thrown, wrong] = [
  "import { slice } from 'tsvision'; slice('1');",
  "import { openImage } from 'tsvision'; await openImage('nowhere.jpg');",
  '1 + 1; // → 3',
].flatMap((code) =>
  examplesOf('f.ts', `/**\n * One.\n * @example\n * \`\`\`ts\n * ${code}\n * \`\`\`\n */\nfunction f() {}\n`),
) as [Example, Example, Example];

it('every example has the right types, but for one that is planted', () => {
  expect(typeErrorsOf([thrown, untyped, wrong, ...examples])).toEqual([
    expect.stringMatching(/^f\.ts:3 f: .*not assignable/),
  ]);
});

it('every example runs and gives what it says, but for two that are planted', async () => {
  const running = examples.filter(({ runs }) => runs);
  expect(await runErrorsOf([thrown, wrong, ...running])).toEqual([
    expect.stringContaining('nowhere.jpg'),
    'f.ts:3 f: Error: gives 2, not 3',
  ]);
});
