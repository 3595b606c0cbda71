import { inspect } from 'node:util';

/** A value as text, whatever it does when it is looked at. */
export function inspectSafely(value: unknown): string {
  const colors = (typeof value === 'object' && value !== null) || typeof value === 'function';
  try {
    return inspect(value, { colors, depth: 4, maxStringLength: 100_000 });
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
