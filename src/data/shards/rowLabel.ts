import { parseJson } from '../../core/index.js';

/** A row's members that may tell its class: text by extension. */
export type LabelTexts = ReadonlyMap<string, string>;

/** Extensions of members that may tell a row's class. */
export const labelExtensions: readonly string[] = ['cls', 'json', 'txt'];

/** A row's class by name or number, or why it has none, as the end of a sentence. */
export type FoundLabel = { readonly label: string | number } | { readonly problem: string };

/**
 * The class that a row of a webdataset tells: `cls` is a number or a name, `txt` a name, `json` an object with a field.
 *
 * @param from `cls`, `txt`, `json.FIELD`; absent: the first of `cls`, `json.label` and `txt` that is there
 */
export function labelOf(texts: LabelTexts, from: string | undefined): FoundLabel {
  const ways = from === undefined ? ['cls', 'json.label', 'txt'] : [from];
  for (const way of ways) {
    const [extension = '', ...field] = way.split('.');
    const text = texts.get(extension);
    if (text === undefined) continue;
    if (extension !== 'json') return named(extension === 'cls' ? numbered(text.trim()) : text.trim(), way);
    const found = fieldOf(text, field.join('.') || 'label');
    if (found !== undefined || from !== undefined) return named(found, way);
  }
  return { problem: `it has no ${ways.join(', ')}` };
}

/** What a cell or a field says, as a class. @param where what a message calls it */
export function named(value: unknown, where: string): FoundLabel {
  if (typeof value === 'bigint') return named(Number(value), where);
  if (typeof value === 'boolean') return { label: String(value) };
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return { label: value };
  if (typeof value === 'string' && value !== '') return { label: value };
  const isEmpty = value === undefined || value === null || value === '';
  return { problem: `its ${where} ${isEmpty ? 'is empty' : 'is neither a name nor a class number'}` };
}

function numbered(text: string): string | number {
  return /^\d{1,9}$/.test(text) ? Number(text) : text;
}

function fieldOf(text: string, field: string): unknown {
  try {
    const value = parseJson(text);
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, field)) return undefined;
    return (value as Record<string, unknown>)[field];
  } catch {
    // No JSON tells nothing.
    return undefined;
  }
}
