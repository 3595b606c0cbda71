import { inspect } from 'node:util';
import { thrownText } from '../../core/index.js';
import { escapeHtml, type MimeBundle, tableHtml, tableLines } from '../../notebook/index.js';
import type { TestCase, TestState } from './testCase.js';

const words: Readonly<Record<TestState, string>> = {
  ok: '✓ ok',
  failed: '✗ failed',
  skipped: '– skipped',
  todo: '– to do',
  running: '… running',
  waiting: '… waiting',
};

const columns = ['test', 'result', 'ms', ''];
const isRight = (column: number): boolean => column === 2;

/** Tests and their suites as a table, then what failed with its traceback. */
export function testTable(tests: readonly TestCase[]): MimeBundle {
  const rows = tests.flatMap((test) => rowsOf(test, 0));
  const caption = summary(tests.flatMap(leaves));
  const errors = tests.flatMap(failures).map((test) => `✗ ${test.fullName}\n${inspect(test.error)}`);
  const html = tableHtml(columns, rows, {
    caption,
    align: (column) => (isRight(column) ? 'right' : 'left'),
  });
  const details = errors.map((text) => `<pre>${escapeHtml(text)}</pre>`).join('');
  return {
    'text/html': html + details,
    'text/plain': [[caption, ...tableLines([columns, ...rows], isRight)].join('\n'), ...errors].join('\n\n'),
  };
}

function rowsOf(test: TestCase, depth: number): string[][] {
  const { name, state, ms, note, error } = test;
  // Blanks of a name are no indentation to a page.
  const said = error === undefined ? note : thrownText(error).replace(/\s+/g, ' ');
  const row = ['\u2003'.repeat(depth) + name, words[state], ms === undefined ? '' : ms.toFixed(1), said];
  return [row, ...test.children.flatMap((child) => rowsOf(child, depth + 1))];
}

function failures(test: TestCase): TestCase[] {
  return [...(test.error === undefined ? [] : [test]), ...test.children.flatMap(failures)];
}

function leaves(test: TestCase): TestCase[] {
  return test.kind === 'suite' && test.children.length > 0 ? test.children.flatMap(leaves) : [test];
}

function summary(tests: readonly TestCase[]): string {
  const count = (state: TestState): number => tests.filter((test) => test.state === state).length;
  const parts = (Object.keys(words) as TestState[])
    .filter((state) => count(state) > 0)
    .map((state) => `${count(state)} ${words[state].slice(2)}`);
  return `${tests.length} test${tests.length === 1 ? '' : 's'}: ${parts.join(', ')}`;
}
