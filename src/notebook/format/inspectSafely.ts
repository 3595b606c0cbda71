import { inspect } from 'node:util';

/** A page shows so much of a value before it becomes slow, in UTF-16 units. */
const mostText = 20_000;

/** The text's first lines, with a note when something is missing beside what `inspect` says itself. */
function cut(text: string, whole: number): string {
  if (text.length <= mostText) return text;
  const end = text.lastIndexOf('\n', mostText);
  const shown = end > 0 ? text.slice(0, end) : text.slice(0, mostText).replace(/\x1b[^m]*$/, '');
  return `${shown}\x1b[0m\n… (cut: the whole would be ${whole} characters; print a part of it)`;
}

/** A value as text, whatever it does when it is looked at. */
export function inspectSafely(value: unknown): string {
  const colors = (typeof value === 'object' && value !== null) || typeof value === 'function';
  try {
    const text = inspect(value, { colors, depth: 4, maxStringLength: 100_000 });
    if (!colors || text.length <= mostText) return text;
    return cut(inspect(value, { colors, depth: 2, maxArrayLength: 20, maxStringLength: 1000 }), text.length);
  } catch {
    return `[${className(value)}]`;
  }
}

/** A property, or `undefined` where reading it throws. */
export function readSafely(value: unknown, key: PropertyKey): unknown {
  try {
    return (value as Record<PropertyKey, unknown>)[key];
  } catch {
    return undefined;
  }
}

/** Name of the value's class. */
export function className(value: unknown): string {
  const name = readSafely(readSafely(value, 'constructor'), 'name');
  return typeof name === 'string' && name !== '' ? name : 'Object';
}
