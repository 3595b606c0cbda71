import { Session } from 'node:inspector';
import { type DebuggedThread, debuggedThread } from '../debuggee/debuggedThread.js';
import { RefusedRequest } from './debugProtocol.js';

/** A value of the main thread, as the inspector tells of it. */
export interface RemoteValue {
  readonly type: string;
  readonly subtype?: string;
  readonly value?: unknown;
  readonly unserializableValue?: string;
  readonly description?: string;
  readonly objectId?: string;
}

/** What an evaluation came to. */
export interface Evaluated {
  readonly result: RemoteValue;
  readonly exceptionDetails?: { readonly text: string; readonly exception?: RemoteValue };
}

/**
 * A connection to the inspector of the main thread, which answers also while the main thread computes, or is paused.
 * No port is opened. The main thread runs slower only while such a session has its debugger on.
 */
export class InspectorSession {
  readonly #session = new Session();
  readonly #pending = new Set<(reason: Error) => void>();

  constructor() {
    this.#session.connectToMainThread();
  }

  on<T>(event: string, listener: (params: T) => void): void {
    this.#session.on(event, ({ params }: { params: T }) => listener(params));
  }

  /** @throws RefusedRequest when the inspector refuses, or the session is closed meanwhile */
  post<T = unknown>(method: string, params: object = {}): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#pending.add(reject);
      this.#session.post(method, params, (error: Error | null, result?: object) => {
        this.#pending.delete(reject);
        if (error) reject(new RefusedRequest(error.message));
        else resolve(result as T);
      });
    });
  }

  /** Calls a function of {@link DebuggedThread} on the main thread; arguments and result are JSON. */
  async call<K extends keyof DebuggedThread>(
    name: K,
    ...args: Parameters<DebuggedThread[K]>
  ): Promise<ReturnType<DebuggedThread[K]>> {
    const expression = `${debuggedThread}.${name}(${args.map((each) => JSON.stringify(each)).join(', ')})`;
    const params = { expression, returnByValue: true, silent: true };
    const evaluated = await this.post<Evaluated>('Runtime.evaluate', params);
    return resultOf(evaluated).value as ReturnType<DebuggedThread[K]>;
  }

  close(): void {
    this.#session.disconnect();
    for (const refuse of this.#pending) refuse(new RefusedRequest('The debugger is detached.'));
    this.#pending.clear();
  }
}

/** The value of an evaluation. @throws RefusedRequest with what the code has thrown */
export function resultOf({ result, exceptionDetails }: Evaluated): RemoteValue {
  if (!exceptionDetails) return result;
  const { text, exception } = exceptionDetails;
  const thrown = exception?.description?.split('\n    at ')[0] ?? exception?.value;
  throw new RefusedRequest(thrown === undefined ? text : String(thrown));
}
