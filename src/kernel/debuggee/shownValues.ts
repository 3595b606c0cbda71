import { inspect, types } from 'node:util';
import { isTensorLike, isTypedArray, tensorText, typedArrayText } from '../../notebook/index.js';
import { givenNames } from '../modules/codeFunction.js';
import type { ShownVariable } from './debuggedThread.js';

/** Longest text of a value, and most of what is inside of one, that a list shows. */
const longest = 300;
const most = 500;

/** What is inside of a value, by the name under which it is shown. */
interface Entry {
  readonly name: string;
  readonly read: () => unknown;
  /** Not read before somebody opens it: that runs the user's code. */
  readonly isComputed?: boolean;
}

const hidden: ReadonlySet<string> = new Set(givenNames);

/** A value on one line; never throws, whatever its getters do. */
export function valueText(value: unknown): string {
  try {
    return shortened(lineOf(value));
  } catch {
    return '(cannot be shown)';
  }
}

function lineOf(value: unknown): string {
  if (typeof value === 'function') return functionText(value);
  if (typeof value !== 'object' || value === null) return inspect(value, { maxStringLength: longest });
  if (isTensorLike(value)) return oneLine(tensorText(value));
  if (isTypedArray(value)) return typedArrayText(value);
  return inspect(value, { depth: 1, breakLength: Infinity, maxArrayLength: 20, maxStringLength: 100 });
}

function functionText(value: object): string {
  const text = Function.prototype.toString.call(value);
  if (text.startsWith('class')) return oneLine(text.slice(0, text.indexOf('{'))).trim();
  const { name } = value as { readonly name?: unknown };
  return typeof name === 'string' && name !== '' ? `ƒ ${name}()` : `ƒ ${oneLine(text)}`;
}

function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ');
}

function shortened(text: string): string {
  const line = oneLine(text);
  return line.length > longest ? `${line.slice(0, longest)}…` : line;
}

/** What is inside of a value. */
export function listed(container: object): ShownVariable[] {
  const entries = entriesOf(container);
  const first = entries.slice(0, most).map(shownEntry);
  const left = (Array.isArray(container) ? container.length : entries.length) - first.length;
  return left > 0 ? [...first, { name: '…', value: `${left} more`, type: '', isExpandable: false }] : first;
}

/** Variables by what reads them, without what the kernel gives to code, and what is shown elsewhere. */
export function listedNames(
  readers: Readonly<Record<string, () => unknown>>,
  isElsewhere: (name: string, value: unknown) => boolean,
): ShownVariable[] {
  return Object.entries(readers)
    .map(([name, read]) => ({ name, value: valueSoFar(read) }))
    .filter(({ name, value }) => !hidden.has(name) && !isElsewhere(name, value))
    .map(({ name, value }) => shown(name, value));
}

/** Before its declaration has run, a variable is undefined in some versions of V8, and cannot be read in others. */
function valueSoFar(read: () => unknown): unknown {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** The variables that cells share; those that follow a module are read, which runs nobody's code. */
export function listedShared(scope: Readonly<Record<string, unknown>>): ShownVariable[] {
  return Object.keys(scope)
    .filter((name) => !name.startsWith('*'))
    .map((name) => shownEntry({ name, read: () => scope[name] }));
}

/** What is inside of a value under a name. */
export function childOf(container: object, name: string): unknown {
  return entriesOf(container)
    .find((entry) => entry.name === name)
    ?.read();
}

/** A value under a name. */
function shown(name: string, value: unknown): ShownVariable {
  return { name, value: valueText(value), type: typeOf(value), isExpandable: isExpandable(value) };
}

function shownEntry({ name, read, isComputed = false }: Entry): ShownVariable {
  if (isComputed) return { name, value: '(…)', type: '', isExpandable: true };
  try {
    return shown(name, read());
  } catch (error) {
    return {
      name,
      value: `(${(error as Error)?.message ?? 'cannot be read'})`,
      type: '',
      isExpandable: false,
    };
  }
}

/** Class of an object, else what `typeof` says. */
export function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (typeof value !== 'object') return typeof value;
  try {
    const name = value.constructor?.name;
    return typeof name === 'string' && name !== '' ? name : 'Object';
  } catch {
    return 'Object';
  }
}

export function isExpandable(value: unknown): boolean {
  return typeof value === 'object' && value !== null && entriesOf(value).length > 0;
}

function entriesOf(container: object): Entry[] {
  try {
    const inner = types.isMap(container) ? mapEntries(container) : [];
    if (types.isSet(container)) inner.push(...indexed([...container]));
    // A typed array may have millions of elements; what lies at the ends is in its text.
    const isLong = isTypedArray(container) && (container as ArrayLike<unknown>).length > most;
    return [...inner, ...(isLong ? [] : propertyEntries(container))];
  } catch {
    // A proxy that does not want to be looked at.
    return [];
  }
}

function mapEntries(map: ReadonlyMap<unknown, unknown>): Entry[] {
  return [...map].map(([key, value]) => ({
    name: typeof key === 'string' ? key : valueText(key),
    read: () => value,
  }));
}

function indexed(values: readonly unknown[]): Entry[] {
  return values.map((value, i) => ({ name: String(i), read: () => value }));
}

function propertyEntries(container: object): Entry[] {
  const isLong = Array.isArray(container) && container.length > most;
  const keys = isLong ? Array.from({ length: most }, (_, i) => String(i)) : Reflect.ownKeys(container);
  return keys
    .filter((key) => !(Array.isArray(container) && key === 'length'))
    .map((key) => ({
      name: String(key),
      read: () => (container as Record<PropertyKey, unknown>)[key],
      isComputed: Object.getOwnPropertyDescriptor(container, key)?.get !== undefined,
    }));
}
