import { debuggedThread, inFile } from '../debuggee/debuggedThread.js';
import type { CheckerClient } from '../language/index.js';
import type { JsonObject } from '../protocol/jupyterMessage.js';
import type { Attachment } from './attachment.js';
import { RefusedRequest } from './debugProtocol.js';
import { type Evaluated, type InspectorSession, type RemoteValue, resultOf } from './inspectorSession.js';
import type { Frame } from './stackTrace.js';

/** What evaluation needs. */
export interface EvaluationParts {
  /** Opens one where there is none. */
  readonly session: () => InspectorSession;
  readonly attachment: () => Attachment | undefined;
  readonly language: () => CheckerClient;
}

/** Evaluates TypeScript in a frame that stands, or else among the variables that cells share. */
export class Evaluation {
  readonly #parts: EvaluationParts;

  constructor(parts: EvaluationParts) {
    this.#parts = parts;
  }

  /**
   * The value of an expression, or of the last of some statements.
   * @param isQuiet refuses what would change anything
   */
  evaluate(code: string, frameId: unknown, isQuiet = false): Promise<RemoteValue> {
    return this.#run(code, frameId, (js) => js, { throwOnSideEffect: isQuiet });
  }

  /** A value as a notebook shows it. */
  async bundle(code: string, frameId: unknown): Promise<JsonObject> {
    const how = this.#parts.attachment()?.pauses.current ? 'bundleNow' : 'bundle';
    const { objectId } = await this.#run(code, frameId, (js) => `${debuggedThread}.${how}((${js}))`, {});
    const itself = { objectId, functionDeclaration: 'function () { return this; }', returnByValue: true };
    const shown = await this.#parts.session().post<Evaluated>('Runtime.callFunctionOn', itself);
    return resultOf(shown).value as JsonObject;
  }

  /** Makes a frame's value a variable that cells share. */
  async share(code: string, name: string, frameId: unknown): Promise<RemoteValue> {
    const define = (js: string): string => `${debuggedThread}.define("", ${JSON.stringify(name)}, (${js}))`;
    const value = await this.#run(code, frameId, define, {});
    await this.#parts.language().ask('adopt', [name]);
    return value;
  }

  async #run(
    code: string,
    frameId: unknown,
    wrap: (js: string) => string,
    options: object,
  ): Promise<RemoteValue> {
    const session = this.#parts.session();
    const { pauses, stack } = this.#parts.attachment() ?? {};
    const frame = pauses?.current && stack?.frame(frameId || undefined);
    const file = frame?.code.file ?? '';
    const expression = `${inFile(file)};\n${wrap(await this.#emitted(code, file, frame))}`;
    const params = { expression, silent: true, objectGroup: 'tsvision-debugger', ...options };
    if (!frame) return this.#settled(resultOf(await session.post<Evaluated>('Runtime.evaluate', params)));
    const { callFrameId } =
      frame.call ?? refuse('This function awaits another: its variables cannot be seen.');
    const inFrame = { ...params, callFrameId };
    return resultOf(await session.post<Evaluated>('Debugger.evaluateOnCallFrame', inFrame));
  }

  /** What a promise comes to. Any other value is there at once, also while the main thread computes. */
  async #settled(value: RemoteValue): Promise<RemoteValue> {
    if (value.subtype !== 'promise') return value;
    const awaited = { promiseObjectId: value.objectId };
    return resultOf(await this.#parts.session().post<Evaluated>('Runtime.awaitPromise', awaited));
  }

  async #emitted(code: string, file: string, frame: Frame | undefined): Promise<string> {
    const { language } = this.#parts;
    const session = this.#parts.session();
    const locals = new Set(frame ? await this.#locals(frame) : []);
    const shared = (await session.call('sharedNames', file)).filter((name) => !locals.has(name));
    const fragment = await language().ask('fragmentToDebug', code, shared);
    return 'js' in fragment ? fragment.js : refuse(fragment.problem);
  }

  /** Names that the frame's code finds before it looks among the shared variables. */
  async #locals(frame: Frame): Promise<string[]> {
    const scopes = frame.call?.scopeChain.filter(({ type }) => type !== 'global' && type !== 'script') ?? [];
    const names = scopes.map(async ({ object: { objectId } }) => {
      const list = {
        objectId,
        functionDeclaration: 'function () { return Object.keys(this); }',
        returnByValue: true,
      };
      return resultOf(await this.#parts.session().post<Evaluated>('Runtime.callFunctionOn', list))
        .value as string[];
    });
    return (await Promise.all(names)).flat();
  }
}

function refuse(message: string): never {
  throw new RefusedRequest(message);
}
