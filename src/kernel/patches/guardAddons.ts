import { countCall, countConstruction } from '../interrupt/nativeCalls.js';

/** The releases of Node whose loading of addons this was written for. */
export const writtenFor = { package: 'node', majors: [20, 22, 24] } as const;

type AnyFunction = (this: unknown, ...args: unknown[]) => unknown;

/** What stands for a function or object of an addon, and the other way round. */
const guards = new WeakMap<object, object>();
const originals = new WeakMap<object, object>();
/** Prototypes of JavaScript's and Node's own classes: their methods are no addon's. */
const builtIn = new Set<object | null>([null, ...builtInPrototypes()]);

/** Objects in the exports of an addon are looked into so deep. */
const deepest = 3;

/** Counts the calls into each addon that is loaded from now on, see `nativeCalls`. */
export function guardAddons(): void {
  const load = process.dlopen as (...args: unknown[]) => void;
  process.dlopen = (module: object, ...rest: unknown[]) => {
    load.call(process, module, ...rest);
    const holder = module as { exports: unknown };
    holder.exports = guardExports(holder.exports, 0);
  };
}

function guardExports(value: unknown, depth: number): unknown {
  if (typeof value === 'function') return guardFunction(value as AnyFunction);
  if (typeof value !== 'object' || value === null || depth >= deepest) return value;
  if (Object.getPrototypeOf(value) !== Object.prototype) return adopt(value);
  const known = guards.get(value);
  if (known) return known;
  // A new object: what an addon defines can often not be redefined.
  const guard = {};
  guards.set(value, guard);
  originals.set(guard, value);
  copyMembers(value, guard, (member) => guardExports(member, depth + 1));
  return guard;
}

/** A function or class that counts, and otherwise is as the addon's. */
function guardFunction(native: AnyFunction): AnyFunction {
  if (!isNative(native)) return native;
  const known = guards.get(native);
  if (known) return known as AnyFunction;
  const guard = function (this: unknown, ...args: unknown[]): unknown {
    const given = args.some(isReference) ? args.map(guardArgument) : args;
    if (new.target === undefined) return adopt(countCall(native, original(this), given));
    return adopt(countConstruction(native, given, new.target === guard ? native : new.target));
  };
  guards.set(native, guard);
  originals.set(guard, native);
  for (const key of ['name', 'length'] as const)
    Object.defineProperty(guard, key, { value: native[key], configurable: true });
  const prototype = native.prototype as unknown;
  if (typeof prototype === 'object' && prototype !== null) guard.prototype = guardPrototype(prototype);
  copyMembers(native, guard, (member) =>
    typeof member === 'function' ? guardFunction(member as AnyFunction) : member,
  );
  Object.defineProperty(guard, Symbol.hasInstance, {
    configurable: true,
    value: (value: unknown) =>
      Function.prototype[Symbol.hasInstance].call(guard, value) ||
      Function.prototype[Symbol.hasInstance].call(native, value),
  });
  return guard;
}

/** Gives an object that an addon made the methods that count. */
function adopt<T>(value: T): T {
  if (typeof value === 'function') return guardFunction(value as AnyFunction) as T;
  if (typeof value !== 'object' || value === null || Array.isArray(value) || ArrayBuffer.isView(value))
    return value;
  const prototype = Object.getPrototypeOf(value) as object | null;
  if (prototype === Promise.prototype) return (value as unknown as Promise<unknown>).then(adopt) as T;
  if (prototype === Object.prototype) guardOwnFunctions(value, (member) => guardFunction(member));
  else if (!builtIn.has(prototype)) {
    const guarded = guardPrototype(prototype as object);
    if (guarded !== prototype && Object.isExtensible(value)) Object.setPrototypeOf(value, guarded);
  }
  return value;
}

/** The prototype itself when no method on it or above it is native, else one in front of it with counting ones. */
function guardPrototype(prototype: object): object {
  if (originals.has(prototype)) return prototype;
  const known = guards.get(prototype);
  if (known) return known;
  const guard = Object.create(prototype) as object;
  let isChanged = false;
  for (let each = prototype; !builtIn.has(each); each = Object.getPrototypeOf(each)) {
    copyMembers(each, guard, (member) => {
      const guarded = typeof member === 'function' ? guardFunction(member as AnyFunction) : member;
      isChanged ||= guarded !== member;
      return guarded;
    });
  }
  guards.set(prototype, isChanged ? guard : prototype);
  if (isChanged) originals.set(guard, prototype);
  return isChanged ? guard : prototype;
}

/** Copies own properties that the target does not have, each value, getter and setter through `guard`. */
function copyMembers(from: object, to: object, guard: (member: unknown) => unknown): void {
  for (const key of Reflect.ownKeys(from)) {
    if (Object.hasOwn(to, key)) continue;
    const property = Object.getOwnPropertyDescriptor(from, key) as PropertyDescriptor;
    // Packages put their own methods into an addon's classes: that must go on working.
    property.configurable = true;
    if ('value' in property) Object.assign(property, { value: guard(property.value), writable: true });
    if (property.get) property.get = guard(property.get) as () => unknown;
    if (property.set) property.set = guard(property.set) as (value: unknown) => void;
    Object.defineProperty(to, key, property);
  }
}

function isReference(value: unknown): boolean {
  return typeof value === 'function' || (typeof value === 'object' && value !== null);
}

/** What an addon gets: its own functions as they are, and functions of JavaScript such that they count. */
function guardArgument(value: unknown): unknown {
  if (typeof value === 'function') return guardCallback(value as AnyFunction);
  if (typeof value !== 'object' || value === null) return value;
  if (Object.getPrototypeOf(value) === Object.prototype && !originals.has(value))
    guardOwnFunctions(value, guardCallback);
  return original(value);
}

/** While an addon calls it, the addon's frames are below it on the stack. */
function guardCallback(callback: AnyFunction): AnyFunction {
  const native = originals.get(callback);
  if (native) return native as AnyFunction;
  const known = guards.get(callback);
  if (known) return known as AnyFunction;
  const guard = new Proxy(callback, { apply: countCall, construct: countConstruction }) as AnyFunction;
  guards.set(callback, guard);
  guards.set(guard, guard);
  return guard;
}

function guardOwnFunctions(object: object, guard: (member: AnyFunction) => AnyFunction): void {
  for (const [key, member] of Object.entries(object))
    if (typeof member === 'function' && Object.getOwnPropertyDescriptor(object, key)?.writable)
      (object as Record<string, unknown>)[key] = guard(member);
}

function original(value: unknown): unknown {
  return typeof value === 'object' && value !== null ? (originals.get(value) ?? value) : value;
}

function isNative(value: AnyFunction): boolean {
  return /\{\s*\[native code\]\s*\}\s*$/.test(Function.prototype.toString.call(value));
}

function* builtInPrototypes(): Iterable<object> {
  for (const name of Object.getOwnPropertyNames(globalThis)) {
    const value = Object.getOwnPropertyDescriptor(globalThis, name)?.value;
    if (typeof value === 'function' && typeof value.prototype === 'object' && value.prototype !== null)
      yield value.prototype;
  }
}
