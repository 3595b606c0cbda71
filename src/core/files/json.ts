/**
 * `JSON.parse` for the text of a file: the byte-order mark that Windows editors write before it is no part of it.
 *
 * @throws SyntaxError when it is no JSON
 */
export function parseJson(text: string): unknown {
  return JSON.parse(text.startsWith('\uFEFF') ? text.slice(1) : text);
}

/**
 * JSON text without half characters: half of a surrogate pair (`'😀'.slice(0, 1)`), in values or keys, becomes U+FFFD.
 * No file in UTF-8 can hold one, so a notebook with such an output could not be saved.
 *
 * @param json as `JSON.stringify` writes it: halves stand there as `\ud83d`, whole pairs as themselves
 */
export function wellFormedJson(json: string): string {
  if (!json.includes('\\ud')) return json;
  // Each escape is taken as a whole, so that a backslash which is itself escaped does not begin one.
  return json.replace(/\\(?:u(d[89a-f][0-9a-f]{2})|.)/g, (whole, half?: string) =>
    half === undefined ? whole : '\\ufffd',
  );
}
