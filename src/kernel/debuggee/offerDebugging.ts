import { createHook } from 'node:async_hooks';
import { readFileSync } from 'node:fs';
import { types } from 'node:util';
import { type MimeBundle, mimeBundleOf } from '../../notebook/index.js';
import type { RunningCode } from '../language/index.js';
import { codeFunction, names } from '../modules/codeFunction.js';
import type { DebuggedThread } from './debuggedThread.js';
import { breaksAt } from './hitCondition.js';
import {
  childOf,
  isExpandable,
  listed,
  listedNames,
  listedShared,
  typeOf,
  valueText,
} from './shownValues.js';

/** The debugger asks here what only the main thread knows. What nobody asks for costs nothing. */
export function offerDebugging(code: RunningCode): void {
  const value = new OfferedThread(code);
  Object.defineProperty(globalThis, Symbol.for('tsvision.debugging'), { value });
}

/** What the debugger's expressions call, beside what it asks for. */
class OfferedThread implements DebuggedThread {
  readonly valueText = valueText;
  readonly typeOf = typeOf;
  readonly isExpandable = isExpandable;
  readonly listed = listed;
  readonly childOf = childOf;
  readonly #code: RunningCode;
  readonly #hits = new Map<number, number>();
  /** Kept, for V8 may forget what nobody holds, until the debugger has looked at it. */
  compiled: unknown;

  constructor(code: RunningCode) {
    this.#code = code;
  }

  files(): ReturnType<DebuggedThread['files']> {
    return this.#code.files();
  }

  fileOf(file: string): ReturnType<DebuggedThread['fileOf']> {
    return this.#code.fileOf(file);
  }

  sharedNames(file: string): readonly string[] {
    return Object.keys(this.#code.scopeOf(file));
  }

  shared(file: string): ReturnType<DebuggedThread['shared']> {
    return listedShared(this.#code.scopeOf(file));
  }

  /** Variables by what reads them. @param ofFile names that may be variables at the top of the file besides */
  listedNames(
    readers: Readonly<Record<string, () => unknown>>,
    ofFile: readonly string[],
    file: string,
  ): ReturnType<DebuggedThread['shared']> {
    const shared = this.#code.scopeOf(file);
    return listedNames(
      readers,
      (name, value) => ofFile.includes(name) && name in shared && shared[name] === value,
    );
  }

  compile(js: string, name: string): void {
    this.compiled = codeFunction(js, name);
  }

  scopeOf(file: string): Record<string, unknown> {
    return this.#code.scopeOf(file);
  }

  /** Emitted code names the scope by a parameter; functions that use no shared variable do not see it. */
  enter(file: string): void {
    const value = this.#code.scopeOf(file);
    Object.defineProperty(globalThis, names.scope, { value, configurable: true });
  }

  leave(): void {
    delete (globalThis as Record<string, unknown>)[names.scope];
    this.#hits.clear();
    this.compiled = undefined;
    // Node 20 and 22 follow every promise as closely as the debugger wanted, until hooks change again: an `await`
    // would take three times as long for good.
    createHook({ init: () => {} })
      .enable()
      .disable();
  }

  /** Gives a shared variable a value. */
  define(file: string, name: string, value: unknown): unknown {
    const own = { value, writable: true, enumerable: true, configurable: true };
    Object.defineProperty(this.#code.scopeOf(file), name, own);
    return value;
  }

  /** Whether a breakpoint with conditions stops here. A condition that throws does stop: the user sees why. */
  hit(id: number, counts: string, test?: () => unknown, message?: () => string): boolean {
    try {
      if (test && !test()) return false;
    } catch (error) {
      console.error(`The condition of the breakpoint cannot be evaluated: ${String(error)}`);
      return true;
    }
    const count = (this.#hits.get(id) ?? 0) + 1;
    this.#hits.set(id, count);
    if (!breaksAt(counts, count)) return false;
    if (!message) return true;
    try {
      console.log(message());
    } catch (error) {
      console.error(`The message of the breakpoint cannot be evaluated: ${String(error)}`);
    }
    return false;
  }

  /** A value in the text of a breakpoint's message. */
  told(value: unknown): string {
    return typeof value === 'string' ? value : valueText(value);
  }

  bundle(value: unknown): MimeBundle | Promise<MimeBundle> {
    return mimeBundleOf(value);
  }

  /** As {@link bundle}, while nothing can be awaited: of what is drawn later, its file or its text. */
  bundleNow(value: unknown): MimeBundle {
    const bundle = mimeBundleOf(value);
    if (!types.isPromise(bundle)) return bundle;
    bundle.catch(() => {});
    return { ...fileBundle(value), 'text/plain': valueText(value) };
  }
}

/** The picture in the file that a value says it was read from. */
function fileBundle(value: unknown): MimeBundle {
  try {
    const { path } = value as { readonly path?: unknown };
    const bundle = typeof path === 'string' ? mimeBundleOf(readFileSync(path)) : {};
    return types.isPromise(bundle) || !Object.keys(bundle).some((type) => type.startsWith('image/'))
      ? {}
      : bundle;
  } catch {
    return {};
  }
}
