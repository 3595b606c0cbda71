import { isDeepStrictEqual } from 'node:util';

/** Whether two attribute values are equal: data by content, widgets by identity. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return false;
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b) === 0;
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((entry, i) => sameValue(entry, b[i]));
  if ('modelId' in a || 'modelId' in b) return false;
  return isDeepStrictEqual(a, b);
}
