import type { Debugger, Runtime } from 'node:inspector';
import { basename } from 'node:path';
import type { JsonObject } from '../protocol/jupyterMessage.js';
import { RefusedRequest } from './debugProtocol.js';
import type { Pauses } from './pauses.js';
import type { CodePlace, UserCode, UserScripts } from './userCode.js';

/** A call of the user's that stands. */
export interface Frame {
  readonly id: number;
  readonly code: UserCode;
  /** What V8 knows of it; nothing of a function that awaits another. */
  readonly call?: Debugger.CallFrame;
  readonly name: string;
  readonly place: CodePlace;
  /** Whether it runs at the top of a cell or file, not in a function. */
  readonly isTop: boolean;
}

/** The user's calls: those that stand, then the functions that await them. */
export class StackTrace {
  readonly #pauses: Pauses;
  readonly #scripts: UserScripts;
  readonly #frames = new WeakMap<object, readonly Frame[]>();
  #count = 0;

  constructor(pauses: Pauses, scripts: UserScripts) {
    this.#pauses = pauses;
    this.#scripts = scripts;
  }

  get frames(): readonly Frame[] {
    const { current } = this.#pauses;
    if (!current) return [];
    const known = this.#frames.get(current) ?? [
      ...current.callFrames.flatMap((call) => this.#callFrame(call)),
      ...this.#awaiting(current.asyncStackTrace),
    ];
    this.#frames.set(current, known);
    return known;
  }

  /** @param id without it, the innermost */
  frame(id: unknown): Frame {
    const found = id === undefined ? this.frames[0] : this.frames.find((frame) => frame.id === id);
    if (!found) throw new RefusedRequest('This frame does not stand any more.');
    return found;
  }

  /** As `stackTrace` lists them. */
  listed(start = 0, levels = 0): JsonObject {
    const end = levels > 0 ? start + levels : undefined;
    return { stackFrames: this.frames.slice(start, end).map(listedFrame), totalFrames: this.frames.length };
  }

  #callFrame(call: Debugger.CallFrame): Frame[] {
    const code = this.#scripts.get(call.location.scriptId);
    if (!code) return [];
    // What the kernel puts around a text begins above its first line.
    const isTop = (call.functionLocation?.lineNumber ?? 0) < 0;
    const name = isTop ? topName(code) : call.functionName || '(anonymous)';
    return [{ id: this.#next(), code, call, name, place: call.location, isTop }];
  }

  #awaiting(trace: Runtime.StackTrace | undefined): Frame[] {
    if (!trace) return [];
    const own = trace.callFrames.flatMap(({ scriptId, lineNumber, columnNumber, functionName }): Frame[] => {
      const code = this.#scripts.get(scriptId);
      if (!code) return [];
      const name = `async ${functionName || topName(code)}`;
      return [{ id: this.#next(), code, name, place: { scriptId, lineNumber, columnNumber }, isTop: false }];
    });
    return [...own, ...this.#awaiting(trace.parent)];
  }

  #next(): number {
    this.#count += 1;
    return this.#count;
  }
}

/** What runs at the top of a cell or file. */
function topName({ file, path }: UserCode): string {
  return file === path ? '<module>' : '<cell>';
}

function listedFrame({ id, name, code, place }: Frame): JsonObject {
  return { id, name, source: { name: basename(code.file), path: code.path }, ...code.near(place) };
}
