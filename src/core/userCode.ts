import type { Session } from 'node:inspector';
import { sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packageRoot } from './paths.js';

/** What a part that the user wrote did wrong: it threw, it gave what it may not, or it is not what it should be. */
export type Fault =
  | {
      readonly threw: unknown;
      /** The method that threw, such as `value()`. */
      readonly in?: string;
    }
  | {
      readonly gave: unknown;
      /** What it should have given, as in “where a number was due”. */
      readonly due: string;
      /** The method that gave it. */
      readonly in?: string;
      /** The function itself: its line leads the error's stack, since nothing was thrown there. */
      readonly by?: unknown;
    }
  | {
      /** As the end of a sentence that starts with the part's name. */
      readonly problem: string;
      readonly by?: unknown;
    };

/** A fault as the end of a sentence that starts with the part's name. */
export function faultText(fault: Fault): string {
  if ('problem' in fault) return fault.problem;
  const where = fault.in === undefined ? '' : ` in ${fault.in}`;
  if ('threw' in fault) return `threw ${thrownText(fault.threw)}${where}`;
  const hint = isPromise(fault.gave) ? ' (it must not be async, or an `await` is missing)' : '';
  return `gave ${valueText(fault.gave)} where ${fault.due} was due${where}${hint}`;
}

/** Whether a value has to be awaited. One that is, and that nobody will await, is kept from ending the program. */
export function isPromise(value: unknown): value is PromiseLike<unknown> {
  if (typeof (value as PromiseLike<unknown> | undefined)?.then !== 'function') return false;
  if (value instanceof Promise) value.catch(() => undefined);
  return true;
}

/** How a part of the user's is called in an error: its own name, its class, or its place (`metrics[1]`). */
export function partName(part: unknown, place: string): string {
  const { name } = (part ?? {}) as { readonly name?: unknown };
  if (typeof name === 'string' && name !== '') return name;
  const className = (part as object | undefined)?.constructor?.name ?? '';
  return typeof part !== 'object' || ['Object', 'Promise', 'Array', ''].includes(className)
    ? place
    : className;
}

/** A value in a few words. */
export function valueText(value: unknown): string {
  if (isPromise(value)) return 'a promise';
  if (typeof value === 'function') return `the function ${value.name || 'without a name'}`;
  const { shape, isDisposed } = (value ?? {}) as { readonly shape?: unknown; readonly isDisposed?: unknown };
  if (Array.isArray(shape)) return `a ${isDisposed ? 'disposed ' : ''}tensor [${shape.join(', ')}]`;
  if (typeof value === 'string') return shortened(JSON.stringify(value));
  if (Array.isArray(value)) return shortened(String(value.slice(0, 20)));
  if (typeof value !== 'object' || value === null) return String(value);
  const keys = Object.keys(value).slice(0, 8).join(', ');
  return keys === '' ? 'an object without fields' : shortened(`an object with ${keys}`);
}

const shortened = (text: string): string => (text.length > 80 ? `${text.slice(0, 80)}…` : text);

/** What was thrown in one sentence: its class, its message, and the user's line that threw it. */
export function thrownText(thrown: unknown): string {
  if (!(thrown instanceof Error)) return valueText(thrown);
  const [head] = thrown.message.split('\n→ ');
  const place = placeOf(thrown);
  return `${thrown.name}: ${head}${place === undefined ? '' : ` (${place})`}`;
}

/** The first line of the stack in code of the user's, in the user's own lines. */
function placeOf({ stack }: Error): string | undefined {
  const frames = (stack ?? '').split('\n').filter((line) => /^\s+at .*:\d+:\d+\)?$/.test(line));
  const frame = frames.find((line) => !isForeign(line)) ?? frames[0];
  return frame?.trim().replace(/([^\s(]+):(\d+):(\d+)/, (_, file: string, line: string, column: string) => {
    const place = ownLines()?.(file, Number(line), Number(column));
    return place ? `${file}:${place.line}:${place.column}` : `${file}:${line}:${column}`;
  });
}

function isForeign(frame: string): boolean {
  const own = [`${packageRoot()}${sep}dist${sep}`, `${packageRoot()}${sep}src${sep}`];
  return [...own, `${sep}node_modules${sep}`, 'node:'].some((part) => frame.includes(part));
}

/** From a place in code that runs to the place in what the user wrote. */
export type OwnLines = (file: string, line: number, column: number) => { line: number; column: number };

/** A registered symbol, so that it is the same for every copy of this package. */
const ownLinesKey = Symbol.for('tsvision.ownLines');

/** Called by a kernel, whose cells are compiled: errors then name the lines that the user wrote. */
export function registerOwnLines(ownLinesOf: OwnLines): void {
  (globalThis as Record<symbol, unknown>)[ownLinesKey] = ownLinesOf;
}

function ownLines(): OwnLines | undefined {
  return (globalThis as Record<symbol, unknown>)[ownLinesKey] as OwnLines | undefined;
}

/** Puts the place where a function is written at the head of an error's stack. */
export function leadBack(error: Error, by: unknown): void {
  if (typeof by !== 'function' || error.stack === undefined) return;
  const place = functionPlace(by);
  if (place === undefined) return;
  const first = error.stack.search(/\n\s+at /);
  const [head, rest] =
    first < 0 ? [error.stack, ''] : [error.stack.slice(0, first), error.stack.slice(first)];
  error.stack = `${head}\n    at ${by.name || '<anonymous>'} (${place})${rest}`;
}

interface ScriptParsed {
  readonly params: { readonly scriptId: string; readonly url: string };
}

interface Location {
  readonly scriptId: string;
  readonly lineNumber: number;
  readonly columnNumber: number;
}

/** `file:line:column` of a function. Only V8's inspector knows; it takes a tenth of a second, for errors alone. */
export function functionPlace(by: unknown): string | undefined {
  const inspector = process.getBuiltinModule?.('node:inspector');
  if (!inspector) return undefined;
  const session = new inspector.Session();
  try {
    session.connect();
    const location = locationOf(session, by);
    const url = location && urlOf(session, location.scriptId);
    if (!url) return undefined;
    const file = url.startsWith('file:') ? fileURLToPath(url) : url;
    return `${file}:${location.lineNumber + 1}:${location.columnNumber + 1}`;
  } catch {
    // A traceback without this line is still one.
    return undefined;
  } finally {
    session.disconnect();
  }
}

/** In a session on its own thread every answer is there when `post` returns. */
function ask(session: Session, method: string, parameters: object = {}): unknown {
  let answer: unknown;
  session.post(method, parameters, (_, result) => {
    answer = result;
  });
  return answer;
}

const lookedAt = Symbol.for('tsvision.lookedAt');

function locationOf(session: Session, by: unknown): Location | undefined {
  const holder = globalThis as Record<symbol, unknown>;
  holder[lookedAt] = by;
  const expression = "globalThis[Symbol.for('tsvision.lookedAt')]";
  const { result } = ask(session, 'Runtime.evaluate', { expression }) as { result: { objectId: string } };
  delete holder[lookedAt];
  const { internalProperties = [] } = ask(session, 'Runtime.getProperties', {
    objectId: result.objectId,
    ownProperties: true,
  }) as {
    internalProperties?: readonly { readonly name: string; readonly value?: { readonly value?: Location } }[];
  };
  return internalProperties.find(({ name }) => name === '[[FunctionLocation]]')?.value?.value;
}

function urlOf(session: Session, scriptId: string): string | undefined {
  let url: string | undefined;
  session.on('Debugger.scriptParsed', ({ params }: ScriptParsed) => {
    if (params.scriptId === scriptId) url = params.url;
  });
  ask(session, 'Debugger.enable');
  return url;
}
