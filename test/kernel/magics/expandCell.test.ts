// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the templates are those of expanded code
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { completeness } from '../../../src/kernel/language/checker/completeness.js';
import { expandCell } from '../../../src/kernel/language/syntax/expandCell.js';

const known = new Set(['ready', 'count', 'files', 'console', 'b', 'x', 'y', 'f', 'ls', 'time']);
const expanded = (
  code: string,
  names: ReadonlySet<string> = new Set(['files', 'console', 'ready']),
): string => {
  const result = expandCell(code, (name) => names.has(name));
  return result.kind === 'code' ? result.text : `%%${result.name}(${result.args}): ${result.body}`;
};

describe('TypeScript is never taken for a magic', () => {
  it.each([
    'const a = 7\na\n%b',
    '!ready',
    '!ready && console.log(1)',
    '!(() => false)()',
    '!"text".length',
    '!/a/.test("b")',
    'const x = ready ?\n  1 : 2',
    'const t = `\n!ls -la\n%time\n${ready}?\n`',
    '/*\n%time x\n!ls\n*/',
    '// %time x\n// !ls',
    'console\n  .log(1,\n!ready)',
    'let q = [\n!ready,\n]',
    'const fn = (n?: number) => n\nfn()',
    'x\n%y\n%count',
    'const t =\n!ready',
    'if (!ready)\n!ready',
  ])('%s', (code) => {
    expect(expanded(code, known)).toBe(code);
  });

  it('whatever valid program it stands in', () => {
    const operand = fc.constantFrom(
      'x',
      'y',
      'count',
      'f(x)',
      '(x + 1)',
      '[1, 2][0]',
      '"%who"',
      '`!ls`',
      'ready ? 1 : 2',
    );
    const line: fc.Arbitrary<string> = fc.oneof(
      operand.map((o) => `${o}`),
      fc.tuple(operand, operand).map(([l, r]) => `${l}\n%${r}`),
      fc.tuple(operand, operand).map(([l, r]) => `${l}\n  % ${r};`),
      operand.map((o) => `!${o}`),
      operand.map((o) => `!!${o};`),
      fc.tuple(operand, operand).map(([l, r]) => `ready ?\n${l} :\n${r};`),
      operand.map((o) => `const t${Math.abs(o.length)} = \`\n%time \${${o}}\n!pwd\n\`;`),
      operand.map((o) => `f(\n!${o},\n${o}\n)`),
      operand.map((o) => `/* ${o}?\n%ls\n*/`),
      operand.map((o) => `y = !${o}`),
      operand.map((o) => `{\n!${o}\n}`),
    );
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 6 }), (lines) => {
        const code = lines.join('\n');
        fc.pre(completeness(code).status === 'complete');
        expect(expanded(code, known)).toBe(code);
      }),
      { numRuns: 500 },
    );
  });
});

describe('what is not TypeScript may be a magic', () => {
  it.each([
    ['!ls -la', 'await __magic__.system(`ls -la`);'],
    ['!ls', 'await __magic__.system(`ls`);'],
    ['  !echo "a"', '  await __magic__.system(`echo "a"`);'],
    [
      '!echo {files.length} {a,b} ${HOME} `date` {1..3} {2+1}',
      'await __magic__.system(`echo ${__magic__.text(files.length)} {a,b} \\${HOME} \\`date\\` {1..3} ${__magic__.text(2+1)}`);',
    ],
    ["!awk '{print $1}' x", "await __magic__.system(`awk '{print $1}' x`);"],
    ['!echo a \\\n  b\nfiles', 'await __magic__.system(`echo a  b`);\n\nfiles'],
    ['const out = !ls {files}', 'const out = await __magic__.lines(`ls ${__magic__.text(files)}`);'],
    ['let here: string = %pwd', 'let here: string = await __magic__.run("pwd", ``);'],
    ['%cd /tmp', 'await __magic__.run("cd", `/tmp`);'],
    ['const a = 1\n%time a + 1', 'const a = 1\n__magic__.stop((__magic__.start(), await (a + 1)));'],
    ['%time const z = 1', '__magic__.start(); const z = 1; __magic__.stop();'],
    ['%time f(\n  1,\n)\nfiles', '__magic__.stop((__magic__.start(), await (f(\n  1,\n))));\nfiles'],
    ['%timeit -n 10 -r 2 f(1)', 'await __magic__.timeit(() => (f(1)), "-n 10 -r 2 ");'],
    ['files?', 'await __magic__.help("files", 0);'],
    ['?console.log', 'await __magic__.help("console.log", 0);'],
    ['console.log??', 'await __magic__.help("console.log", 1);'],
    ['%unknown thing', 'await __magic__.run("unknown", `thing`);'],
    [
      'import x from "y"\n%matplotlib inline',
      'import x from "y"\nawait __magic__.run("matplotlib", `inline`);',
    ],
    ['%%bash -x\nls\n%time', '%%bash(-x): ls\n%time'],
    ['\n%%html\n<b>', '%%html(): <b>'],
  ])('%s', (code, text) => {
    expect(expanded(code)).toBe(text);
  });

  it('keeps the number of lines', () => {
    const piece = fc.constantFrom(
      '!ls',
      '!echo \\\n a',
      '%time f(\n1)',
      'files?',
      'const a = 1',
      '`\n`',
      '%pwd',
      'x = !ls',
      '{',
      '}',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
        const code = pieces.join('\n');
        expect(expanded(code).split('\n')).toHaveLength(code.split('\n').length);
      }),
    );
  });

  it('takes any text without failing', () => {
    const odd = fc.array(
      fc.constantFrom(
        '%',
        '!',
        '?',
        'ls',
        '\n',
        ' ',
        '{',
        '}',
        '`',
        '"',
        '\\',
        '$',
        '=',
        'const x',
        '%%',
        '/',
        '*',
      ),
    );
    fc.assert(
      fc.property(odd, (parts) => typeof expanded(parts.join('')) === 'string'),
      { numRuns: 500 },
    );
  });
});
