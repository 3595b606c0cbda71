/**
 * `JSON.parse` for the text of a file: the byte-order mark that Windows editors write before it is no part of it.
 *
 * @throws SyntaxError when it is no JSON
 */
export function parseJson(text: string): unknown {
  return JSON.parse(text.startsWith('\uFEFF') ? text.slice(1) : text);
}
