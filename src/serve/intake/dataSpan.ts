/** Where the `data` of the first input stands in a request, and how much of it there is. */
export interface DataSpan {
  /** Byte of the opening bracket. */
  readonly from: number;
  /** Byte behind the closing bracket. */
  readonly to: number;
  readonly commas: number;
  /** Brackets and braces within it. */
  readonly openings: number;
}

const quote = 0x22;
const backslash = 0x5c;
const [comma, colon] = [0x2c, 0x3a];
const [bracket, bracketEnd, brace, braceEnd] = [0x5b, 0x5d, 0x7b, 0x7d];
/** What stands before the data is no deeper in any honest request. */
const maxDepth = 64;
/** `{ "inputs": [ { "data":`: an object in an array in an object. */
const dataPath = [brace, bracket, brace].join();

/**
 * Finds the `data` array, which may be 10 MB long, without building anything from it. Whether the text is JSON is left
 * to whoever parses the parts.
 */
export function dataSpan(bytes: Buffer): DataSpan | undefined {
  const open: number[] = [];
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] as number;
    if (byte === quote) {
      const end = stringEnd(bytes, at);
      const isData =
        open.length === 3 && bytes.toString('latin1', at + 1, end) === 'data' && open.join() === dataPath;
      const value = isData ? valueAfter(bytes, end + 1) : -1;
      if (bytes[value] === bracket) return measure(bytes, value);
      at = end;
    } else if (byte === bracket || byte === brace) {
      if (open.length === maxDepth) return undefined;
      open.push(byte);
    } else if (byte === bracketEnd || byte === braceEnd) open.pop();
  }
  return undefined;
}

function measure(bytes: Buffer, from: number): DataSpan | undefined {
  let [depth, commas, openings] = [0, 0, -1];
  for (let at = from; at < bytes.length; at++) {
    const byte = bytes[at] as number;
    if (byte === comma) commas++;
    else if (byte === quote) at = stringEnd(bytes, at);
    else if (byte === bracket || byte === brace) {
      depth++;
      openings++;
    } else if ((byte === bracketEnd || byte === braceEnd) && --depth === 0)
      return { from, to: at + 1, commas, openings };
  }
  return undefined;
}

/** Where the string that begins at `at` has its closing quote, or the end of all. */
function stringEnd(bytes: Buffer, at: number): number {
  let end = at + 1;
  while (end < bytes.length && bytes[end] !== quote) end += bytes[end] === backslash ? 2 : 1;
  return end;
}

/** Where the value of a key begins, or -1 when no colon follows. */
function valueAfter(bytes: Buffer, from: number): number {
  const separator = skipSpace(bytes, from);
  return bytes[separator] === colon ? skipSpace(bytes, separator + 1) : -1;
}

function skipSpace(bytes: Buffer, from: number): number {
  let at = from;
  while (isSpace(bytes[at])) at++;
  return at;
}

/** Space, tab, line feed, carriage return: what JSON allows between its parts. */
export function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d;
}
