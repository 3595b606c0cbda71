import type { Debugger } from 'node:inspector';
import { setTimeout as sleep } from 'node:timers/promises';
import { endPausedCall } from '../interrupt/offerTermination.js';
import type { JsonObject } from '../protocol/jupyterMessage.js';
import { mainThread, RefusedRequest } from './debugProtocol.js';
import type { Evaluated, InspectorSession } from './inspectorSession.js';
import type { UserScripts } from './userCode.js';

type Paused = Debugger.PausedEventDataType;

/** Why the code stops next, as far as a front end has asked for it. */
type Asked = 'step' | 'pause' | undefined;

const steps = {
  next: 'Debugger.stepOver',
  stepIn: 'Debugger.stepInto',
  stepOut: 'Debugger.stepOut',
} as const;

/** So many of the functions that wait for the code that runs are known. */
const asyncDepth = 16;

/** Time between two attempts to pause the user's code, in ms. */
const tryAgain = 20;

/** V8's reasons for stopping at an error. */
const errorReasons: ReadonlySet<string> = new Set(['exception', 'promiseRejection']);

export type Step = keyof typeof steps;

/** What pauses need. */
export interface PauseParts {
  readonly session: InspectorSession;
  readonly scripts: UserScripts;
  /** Tells all front ends. */
  readonly publish: (event: 'stopped' | 'continued', body: JsonObject) => void;
  /** Identities of breakpoints as front ends know them. */
  readonly idsOf: (hit: readonly string[]) => readonly number[];
}

/**
 * Stops and goes on. V8 also stops in Node's code, in packages and in the kernel, on its way to the user's: there the
 * code goes on at once, and nobody hears of it.
 */
export class Pauses {
  readonly #parts: PauseParts;
  #current: Paused | undefined;
  /** Whether the main thread stands, though it may be in code that is not the user's. */
  #stands = false;
  #asked: Asked;
  #isSkipping = true;

  constructor(parts: PauseParts) {
    this.#parts = parts;
    parts.session.on<Paused>('Debugger.paused', (event) => this.#paused(event));
    parts.session.on('Debugger.resumed', () => this.#resumed());
  }

  /** Where the user's code stands, if it does. */
  get current(): Paused | undefined {
    return this.#current;
  }

  /** What `exceptionInfo` tells of the error at which the code stands. */
  exceptionInfo(): JsonObject {
    const { reason = '', data } = this.#current ?? {};
    if (!errorReasons.has(reason)) throw new RefusedRequest('The code does not stand at an error.');
    const { className = 'Error', description = '', uncaught } = data as JsonObject;
    const [message = ''] = String(description).split('\n');
    return {
      exceptionId: className,
      description: message,
      breakMode: uncaught === true ? 'unhandled' : 'always',
      details: { typeName: className, message, stackTrace: description },
    };
  }

  async continue(): Promise<undefined> {
    this.#asked = undefined;
    if (this.#stands) await this.#parts.session.post('Debugger.resume');
  }

  async step(kind: Step): Promise<undefined> {
    if (!this.#current) throw new RefusedRequest('Nothing is paused.');
    this.#asked = 'step';
    await this.#parts.session.post(steps[kind]);
  }

  /** Stops the code that runs, or the user's code that runs next. */
  async pause(): Promise<undefined> {
    if (this.#current) return;
    await this.heed();
    this.#asked = 'pause';
    await this.#parts.session.post('Debugger.pause');
  }

  /**
   * Ends the code that is paused where it stands. Where it may not be ended there it goes on, and in either case stops
   * nowhere until {@link heed}.
   */
  async end(): Promise<void> {
    const { session } = this.#parts;
    this.#asked = undefined;
    this.#isSkipping = true;
    await session.post('Debugger.setSkipAllPauses', { skip: true });
    // Knowing who awaits whom takes Node's async hooks, and with these a termination ends Node 24.
    await session.post('Debugger.setAsyncCallStackDepth', { maxDepth: 0 });
    if (!this.#stands) return;
    const { result } = await session.post<Evaluated>('Runtime.evaluate', {
      expression: endPausedCall,
      silent: true,
    });
    const resumed = this.#standing();
    await session.post('Debugger.resume', { terminateOnResume: result.value === true });
    await resumed;
  }

  /** From now on breakpoints count. */
  async heed(): Promise<void> {
    if (!this.#isSkipping) return;
    this.#isSkipping = false;
    const { session } = this.#parts;
    await session.post('Debugger.setAsyncCallStackDepth', { maxDepth: asyncDepth });
    await session.post('Debugger.setSkipAllPauses', { skip: false });
  }

  /** Settles when the main thread does not stand any more. */
  async #standing(): Promise<void> {
    while (this.#stands) await sleep(1);
  }

  #paused(event: Paused): void {
    this.#stands = true;
    const isUsers = event.callFrames.map(
      ({ location }) => this.#parts.scripts.get(location.scriptId) !== undefined,
    );
    const isError = errorReasons.has(event.reason);
    const isHere = isError ? isUsers.includes(true) : isUsers[0] === true;
    if (isHere) this.#stop(event);
    else this.#parts.session.post(this.#wayOn(isUsers.includes(true))).catch(() => {});
  }

  /** How to get from somebody else's code to the user's: out of it, or on. */
  #wayOn(isBelow: boolean): string {
    return isBelow && this.#asked ? 'Debugger.stepOut' : 'Debugger.resume';
  }

  #pauseAgain(): void {
    if (this.#asked !== 'pause' || this.#stands) return;
    this.#parts.session.post('Debugger.pause').catch(() => {});
  }

  #stop(event: Paused): void {
    this.#current = event;
    const reason = this.#reason(event);
    this.#asked = undefined;
    const hit = this.#parts.idsOf(event.hitBreakpoints ?? []);
    const text = reason === 'exception' ? String((event.data as JsonObject)?.description ?? '') : undefined;
    this.#parts.publish('stopped', {
      reason,
      threadId: mainThread.id,
      allThreadsStopped: true,
      ...(hit.length > 0 && { hitBreakpointIds: hit }),
      ...(text !== undefined && { text: text.split('\n')[0], description: 'Paused on an error' }),
    });
  }

  #reason({ reason, hitBreakpoints = [] }: Paused): string {
    if (errorReasons.has(reason)) return 'exception';
    return hitBreakpoints.length > 0 ? 'breakpoint' : (this.#asked ?? 'breakpoint');
  }

  #resumed(): void {
    this.#stands = false;
    if (this.#current) {
      this.#current = undefined;
      this.#parts.publish('continued', { threadId: mainThread.id, allThreadsContinued: true });
      return;
    }
    // Counted from here: on a busy machine it takes longer than the time between two attempts to go on.
    if (this.#asked === 'pause') setTimeout(() => this.#pauseAgain(), tryAgain).unref();
  }
}
