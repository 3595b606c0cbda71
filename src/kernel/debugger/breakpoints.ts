import { readFileSync } from 'node:fs';
import type { Debugger } from 'node:inspector';
import { SerialQueue } from '../../core/index.js';
import { debuggedThread, inFile } from '../debuggee/debuggedThread.js';
import { isHitCondition } from '../debuggee/hitCondition.js';
import type { CheckerClient } from '../language/index.js';
import type { JsonObject } from '../protocol/jupyterMessage.js';
import { textOf } from '../protocol/jupyterMessage.js';
import type { InspectorSession } from './inspectorSession.js';
import { type CodePlace, UserCode, type UserScripts } from './userCode.js';

/** A breakpoint as a front end wants it, and where it came to lie. */
interface Breakpoint {
  readonly id: number;
  readonly line: number;
  readonly verified: boolean;
  readonly message?: string;
  readonly condition: string;
  readonly hitCondition: string;
  readonly logMessage: string;
}

/** A line of the user's with the first place of it where code can stop. */
type Stops = ReadonlyMap<number, CodePlace>;

/** The name under which code is compiled only to see where it can stop. */
const trialName = 'tsvision-breakpoints';

/** What breakpoints need. */
export interface BreakpointParts {
  readonly session: InspectorSession;
  readonly scripts: UserScripts;
  readonly language: () => CheckerClient;
}

/** Breakpoints in cells and local files, also in those that have not run yet. */
export class Breakpoints {
  readonly #parts: BreakpointParts;
  readonly #wanted = new Map<string, readonly Breakpoint[]>();
  /** V8's identities of what is set in the scripts of a path, each with the breakpoint's own. */
  readonly #set = new Map<string, Map<string, number>>();
  readonly #stops = new WeakMap<UserCode, Promise<Stops>>();
  readonly #changes = new SerialQueue();
  #count = 0;

  constructor(parts: BreakpointParts) {
    this.#parts = parts;
  }

  /** Replaces the breakpoints of a path. @returns them, as they came to lie */
  set(path: string, wanted: readonly JsonObject[]): Promise<readonly JsonObject[]> {
    return this.#changes.run(async () => {
      const stops = await this.#stopsOf(path);
      const placed = wanted.map((each) => this.#placed(each, stops));
      this.#wanted.set(path, placed);
      await this.#apply(path);
      return placed.map((each) => ({ ...reported(each), source: { path } }));
    });
  }

  /** Sets the breakpoints of code that is about to run. */
  loaded(code: UserCode): Promise<void> {
    return this.#changes.run(() =>
      this.#wanted.has(code.path) ? this.#apply(code.path) : Promise.resolve(),
    );
  }

  /** All of them, as `debugInfo` lists them. */
  get listed(): readonly JsonObject[] {
    return [...this.#wanted]
      .filter(([, breakpoints]) => breakpoints.length > 0)
      .map(([source, breakpoints]) => ({ source, breakpoints: breakpoints.map(reported) }));
  }

  /** The identities, as front ends know them, of V8's breakpoints. */
  idsOf(hit: readonly string[]): number[] {
    const all = [...this.#set.values()];
    return hit.flatMap((each) => all.map((ids) => ids.get(each)).filter((id) => id !== undefined));
  }

  #placed(wanted: JsonObject, stops: Stops | undefined): Breakpoint {
    const line = Number(wanted.line) || 1;
    const conditions = {
      condition: textOf(wanted, 'condition').trim(),
      hitCondition: textOf(wanted, 'hitCondition').trim(),
      logMessage: textOf(wanted, 'logMessage'),
    };
    const id = ++this.#count;
    const lines = [...(stops?.keys() ?? [])].filter((each) => each >= line);
    const problem = isHitCondition(conditions.hitCondition)
      ? stops && lines.length === 0 && 'There is no code on this line, and none below it.'
      : `${conditions.hitCondition} is no number of hits: write 3, >= 3 or % 3.`;
    if (problem) return { id, line, verified: false, message: problem, ...conditions };
    return {
      id,
      line: lines.length > 0 ? Math.min(...lines) : line,
      verified: stops !== undefined,
      ...conditions,
    };
  }

  async #apply(path: string): Promise<void> {
    const { session, scripts } = this.#parts;
    for (const breakpointId of this.#set.get(path)?.keys() ?? [])
      await session.post('Debugger.removeBreakpoint', { breakpointId });
    const ids = new Map<string, number>();
    this.#set.set(path, ids);
    for (const code of scripts.withPath(path))
      for (const breakpoint of this.#wanted.get(path) ?? []) {
        const breakpointId = await this.#setIn(code, breakpoint);
        if (breakpointId !== undefined) ids.set(breakpointId, breakpoint.id);
      }
  }

  /** V8's identity; none where there is no such code, and for a second one at the same place. */
  async #setIn(code: UserCode, breakpoint: Breakpoint): Promise<string | undefined> {
    const location = (await this.#stopsIn(code)).get(breakpoint.line);
    if (!location || breakpoint.message !== undefined) return undefined;
    const condition = await this.#conditionOf(code, breakpoint);
    const set = { location, ...(condition !== undefined && { condition }) };
    return this.#parts.session.post<Debugger.SetBreakpointReturnType>('Debugger.setBreakpoint', set).then(
      ({ breakpointId }) => breakpointId,
      () => undefined,
    );
  }

  /** Where the code of a path can stop; `undefined` for a text that nobody has told of, or that is no code. */
  async #stopsOf(path: string): Promise<Stops | undefined> {
    const { session, scripts, language } = this.#parts;
    // A file that `require` has loaded says nothing of it.
    const newest = scripts.withPath(path).at(-1) ?? (await scripts.loaded(path));
    if (newest) return this.#stopsIn(newest);
    const cell = scripts.cellText(path);
    const text = cell ?? fileText(path);
    if (text === undefined) return undefined;
    const code = await (cell === undefined
      ? language().ask('compileModule', path, text)
      : language().ask('cellToDebug', text));
    if (!code || !('js' in code)) return undefined;
    await session.call('compile', code.js, trialName);
    const scriptId = scripts.newest(trialName);
    return scriptId === undefined
      ? undefined
      : this.#stopsIn(new UserCode(scriptId, '', path, text, code.map));
  }

  #stopsIn(code: UserCode): Promise<Stops> {
    const known = this.#stops.get(code) ?? this.#findStops(code).catch((): Stops => new Map());
    this.#stops.set(code, known);
    return known;
  }

  async #findStops(code: UserCode): Promise<Stops> {
    const start = { scriptId: code.scriptId, lineNumber: 0, columnNumber: 0 };
    const { locations } = await this.#parts.session.post<Debugger.GetPossibleBreakpointsReturnType>(
      'Debugger.getPossibleBreakpoints',
      { start },
    );
    const stops = new Map<number, CodePlace>();
    for (const { scriptId, lineNumber, columnNumber = 0 } of locations) {
      const place = { scriptId, lineNumber, columnNumber };
      const line = code.exactly(place)?.line;
      if (line !== undefined && !stops.has(line)) stops.set(line, place);
    }
    return stops;
  }

  /** What V8 evaluates each time the code comes by; it stops where that is true. */
  async #conditionOf(code: UserCode, breakpoint: Breakpoint): Promise<string | undefined> {
    const { id, line, condition, hitCondition, logMessage } = breakpoint;
    if (condition === '' && hitCondition === '' && logMessage === '') return undefined;
    const { session, language } = this.#parts;
    const own = await language().ask('namesAt', code.text, line);
    const names = [...(await session.call('sharedNames', code.file)), ...own.shared];
    const shared = names.filter((name) => !own.local.includes(name));
    const test = condition === '' ? 'undefined' : `() => (${await this.#fragment(condition, shared)})`;
    const message = logMessage === '' ? '' : `, () => ${await this.#message(logMessage, shared)}`;
    const hit = `${debuggedThread}.hit(${id}, ${JSON.stringify(hitCondition)}, ${test}${message})`;
    return `(${inFile(code.file)}, ${hit})`;
  }

  /** `loss is {loss}` as an expression. */
  async #message(text: string, shared: readonly string[]): Promise<string> {
    const parts = text.split(/\{([^{}]*)\}/);
    const made = parts.map(async (part, i) =>
      i % 2 === 0 ? JSON.stringify(part) : `${debuggedThread}.told(${await this.#fragment(part, shared)})`,
    );
    return (await Promise.all(made)).join(' + ');
  }

  /** An expression of the user's; one that is none throws when it is evaluated, and says so then. */
  async #fragment(code: string, shared: readonly string[]): Promise<string> {
    const fragment = await this.#parts.language().ask('fragmentToDebug', `(${code})`, shared);
    if ('js' in fragment) return fragment.js;
    return `(() => { throw new SyntaxError(${JSON.stringify(fragment.problem)}) })()`;
  }
}

function reported({ id, line, verified, message, ...conditions }: Breakpoint): JsonObject {
  const said = Object.entries(conditions).filter(([, text]) => text !== '');
  return { id, verified, line, ...(message !== undefined && { message }), ...Object.fromEntries(said) };
}

function fileText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
