import { magics } from '../../../magics/index.js';
import type { Completions } from '../../cellEvaluator.js';

/** Magics at the start of a line: `%ti` and `%%ba`. */
export function magicCompletions(code: string, cursor: number): Completions | undefined {
  const line = code.slice(code.lastIndexOf('\n', cursor - 1) + 1, cursor);
  const [, marks, word = ''] = /^\s*(%{1,2})(\w*)$/.exec(line) ?? [];
  if (marks === undefined) return undefined;
  const isFirstLine = code.slice(0, cursor).trim() === line.trim();
  const fitting = magics.filter(
    (m) =>
      m.name.startsWith(word) && (marks === '%%' ? m.cell : (m.line ?? m.expand) || (isFirstLine && m.cell)),
  );
  const text = (m: (typeof magics)[number]): string =>
    (marks === '%%' || !(m.line ?? m.expand) ? '%%' : '%') + m.name;
  const items = fitting.map((m) => ({ text: text(m), type: 'magic', signature: m.summary }));
  return { items, start: cursor - word.length - marks.length, end: cursor };
}

/** What the magic does whose name the cursor is in. */
export function magicHelp(code: string, cursor: number): Record<string, string> | undefined {
  const start = code.lastIndexOf('\n', cursor - 1) + 1;
  const [head = '', marks = '', name = ''] = /^\s*(%{1,2})(\w+)/.exec(code.slice(start)) ?? [];
  const magic = cursor <= start + head.length ? magics.find((each) => each.name === name) : undefined;
  if (!magic) return undefined;
  return {
    'text/plain': `${marks}${name}: ${magic.summary}`,
    'text/markdown': `\`${marks}${name}\`: ${magic.summary}`,
  };
}
