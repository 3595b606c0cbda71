import type { CellEvaluator } from '../language/cellEvaluator.js';
import { type JsonObject, numberOf, textOf } from '../protocol/jupyterMessage.js';

/** What these requests need of the language side. */
export type LanguageInsight = Pick<CellEvaluator, 'complete' | 'inspect' | 'isComplete'>;

/** Content of `complete_reply`, with IPython's types and signatures in the metadata. */
export async function answerComplete(language: LanguageInsight, content: JsonObject): Promise<JsonObject> {
  const code = textOf(content, 'code');
  const { items, start, end } = await language.complete(code, cursorOf(content, code));
  const [first, last] = [codePointOffset(code, start), codePointOffset(code, end)];
  return {
    status: 'ok',
    matches: items.map((item) => item.text),
    cursor_start: first,
    cursor_end: last,
    metadata: {
      // Field by field: spreading five hundred of them takes longer than all the rest here.
      // Front ends show what stands in `matches`, and insert what stands here.
      _jupyter_types_experimental: items.map(({ text, inserted = text, type, signature }) =>
        signature === undefined
          ? { start: first, end: last, text: inserted, type }
          : { start: first, end: last, text: inserted, type, signature },
      ),
    },
  };
}

/** Content of `inspect_reply`. */
export async function answerInspect(language: LanguageInsight, content: JsonObject): Promise<JsonObject> {
  const code = textOf(content, 'code');
  const level = content.detail_level === 1 ? 1 : 0;
  const data = await language.inspect(code, cursorOf(content, code), level);
  return { status: 'ok', found: data !== undefined, data: data ?? {}, metadata: {} };
}

/** Content of `is_complete_reply`. */
export async function answerIsComplete(language: LanguageInsight, content: JsonObject): Promise<JsonObject> {
  return { ...(await language.isComplete(textOf(content, 'code'))) };
}

function cursorOf(content: JsonObject, code: string): number {
  return utf16Offset(code, numberOf(content, 'cursor_pos', Number.POSITIVE_INFINITY));
}

// Jupyter counts Unicode code points, JavaScript counts UTF-16 units: they differ behind an emoji.

/** UTF-16 position of a position in code points; beyond the end is the end. */
export function utf16Offset(text: string, codePoints: number): number {
  let offset = 0;
  for (let left = codePoints; left > 0 && offset < text.length; left--) offset += widthAt(text, offset);
  return offset;
}

/** Position in code points of a UTF-16 position. */
export function codePointOffset(text: string, utf16: number): number {
  let count = 0;
  for (let offset = 0; offset < utf16 && offset < text.length; count++) offset += widthAt(text, offset);
  return count;
}

function widthAt(text: string, offset: number): 1 | 2 {
  return (text.codePointAt(offset) as number) > 0xffff ? 2 : 1;
}
