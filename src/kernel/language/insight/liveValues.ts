import { inspect } from 'node:util';
import type { CompletionItem, Completions } from '../cellEvaluator.js';

/** Looks a shared variable up; `undefined` when there is none. */
export type Lookup = (name: string) => unknown;

const mostItems = 300;

/** Adds what the type checker cannot know: the keys that an object has right now. */
export function withLiveMembers(
  found: Completions,
  code: string,
  cursor: number,
  lookup: Lookup,
): Completions {
  const [, chain, open, word = ''] =
    /((?:[A-Za-z_$][\w$]*)(?:\??\.[A-Za-z_$][\w$]*|\[\d+\])*)(\??\.|\[['"`])([^'"`\s.[\]()]*)$/.exec(
      code.slice(0, cursor),
    ) ?? [];
  if (chain === undefined || open === undefined || found.isOfTypes) return found;
  const value = chainValue(chain, lookup);
  if (!isObject(value) || (found.items.length > 0 && !isPlain(value))) return found;
  const isKey = open.startsWith('[');
  const known = new Set(found.items.map(({ text }) => text));
  const live = members(value)
    .filter((item) => item.text.toLowerCase().startsWith(word.toLowerCase()) && !known.has(item.text))
    .filter((item) => isKey || /^[A-Za-z_$][\w$]*$/.test(item.text));
  if (live.length === 0) return found;
  return { items: [...live, ...found.items], start: cursor - word.length, end: cursor };
}

/** A short look at the value of the name at the cursor, when it is a variable and no function. */
export function valuePreview(code: string, cursor: number, lookup: Lookup): string | undefined {
  const after = /^[\w$]*/.exec(code.slice(cursor))?.[0] ?? '';
  const chain = /[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*|\[\d+\])*$/.exec(code.slice(0, cursor) + after)?.[0];
  const value = chain === undefined ? undefined : chainValue(chain, lookup);
  if (value === undefined || typeof value === 'function') return undefined;
  try {
    const text = inspect(value, { depth: 1, maxArrayLength: 10, maxStringLength: 300, breakLength: 100 });
    return text.length > 1500 ? `${text.slice(0, 1500)}…` : text;
  } catch {
    return undefined;
  }
}

/** The value of `a.b[0].c`, without running any code of the user's. */
function chainValue(chain: string, lookup: Lookup): unknown {
  const [first = '', ...rest] = chain.split(/\??\.|\[|\]/).filter((part) => part !== '');
  let value = lookup(first);
  for (const key of rest) {
    if (!isObject(value)) return undefined;
    value = dataProperty(value, key);
  }
  return value;
}

function dataProperty(object: object, key: string): unknown {
  try {
    for (let each: object | null = object; each; each = Object.getPrototypeOf(each) as object | null) {
      const descriptor = Object.getOwnPropertyDescriptor(each, key);
      if (descriptor) return descriptor.value;
    }
  } catch {
    // A proxy that does not want to be looked at.
  }
  return undefined;
}

function members(object: object): CompletionItem[] {
  const found = new Map<string, CompletionItem>();
  try {
    for (
      let each: object | null = object;
      each && each !== Object.prototype;
      each = Object.getPrototypeOf(each) as object | null
    )
      for (const [text, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(each))) {
        if (found.size >= mostItems) return [...found.values()];
        const isIndex = Array.isArray(object) && /^\d+$/.test(text);
        if (isIndex || text === 'constructor' || found.has(text)) continue;
        found.set(text, { text, type: typeof descriptor.value === 'function' ? 'function' : 'property' });
      }
  } catch {
    // A proxy that does not want to be looked at.
  }
  return [...found.values()];
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

function isPlain(value: object): boolean {
  try {
    const prototype = Object.getPrototypeOf(value) as unknown;
    return prototype === null || prototype === Object.prototype;
  } catch {
    return false;
  }
}
