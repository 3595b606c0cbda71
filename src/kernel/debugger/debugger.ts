import type { CheckerClient } from '../language/index.js';
import { type JsonObject, textOf } from '../protocol/jupyterMessage.js';
import type { SharedSlots } from '../sockets/threadMessages.js';
import { Attachment } from './attachment.js';
import { CellPaths, hashSeed } from './codeHash.js';
import {
  capabilities,
  debugRequest,
  failure,
  mainThread,
  RefusedRequest,
  type RequestHandler,
  success,
} from './debugProtocol.js';
import { Evaluation } from './evaluation.js';
import { InspectorSession } from './inspectorSession.js';
import { codeRequests, type DebuggerState, runRequests, valueRequests } from './requests.js';
import { Variables } from './variables.js';

/** What the debugger needs of the thread with the sockets. */
export interface DebuggerParts {
  readonly shared: SharedSlots;
  /** A name that only this kernel has, and keeps when it is started again. */
  readonly kernel: string;
  /** The compiler, as soon as there is one. */
  readonly language: () => CheckerClient | undefined;
  /** Header of the message of the cell that runs, as JSON text. */
  readonly cell: () => string;
  /** Sends an event to all front ends. @param parent header of the message that caused it, as JSON text */
  readonly publish: (event: JsonObject, parent: string) => void;
}

/**
 * The debugger of the front ends, on the thread with the sockets: so it answers while the main thread runs a cell or
 * stands in one. There is one, whoever asks: what one front end sets, all see.
 */
export class Debugger implements DebuggerState {
  readonly variables: Variables;
  readonly evaluation: Evaluation;
  readonly cells: CellPaths;
  readonly #parts: DebuggerParts;
  readonly #handlers: Readonly<Record<string, RequestHandler>>;
  #starting: Promise<void> | undefined;
  #attachment: Attachment | undefined;
  /** For questions while nothing is attached; closed behind the last of them. */
  #passing: InspectorSession | undefined;
  #underWay = 0;
  #client = '';
  #sequence = 0;

  constructor(parts: DebuggerParts) {
    this.#parts = parts;
    this.cells = new CellPaths(parts.kernel);
    const session = (): InspectorSession => this.#session;
    this.variables = new Variables(session, () => this.#client !== 'jupyterlab');
    this.evaluation = new Evaluation({
      session,
      attachment: () => this.#attachment,
      language: this.#language,
    });
    this.#handlers = {
      ...this.#lifeRequests(),
      ...codeRequests(this),
      ...runRequests(this),
      ...valueRequests(this),
    };
  }

  get attachment(): Attachment | undefined {
    return this.#attachment;
  }

  get here(): Attachment {
    return this.#attachment ?? refuse('The debugger is not attached.');
  }

  /** The reply to a `debug_request`. @param parent its header, as JSON text */
  async answer(content: JsonObject, parent: string): Promise<JsonObject> {
    const request = debugRequest(content);
    const { command } = request;
    const handler = Object.hasOwn(this.#handlers, command) ? this.#handlers[command] : undefined;
    this.#underWay += 1;
    try {
      if (command !== 'debugInfo') await this.#starting;
      if (!handler) refuse(`This debugger does not know the command “${command}”.`);
      return success(request, this.#next(), (await handler(request.arguments, parent)) ?? {});
    } catch (error) {
      return failure(request, this.#next(), (error as Error).message);
    } finally {
      this.#underWay -= 1;
      if (this.#underWay === 0) this.#closePassing();
    }
  }

  /** Code has been compiled, and runs when this settles. */
  async loaded(file: string): Promise<void> {
    await this.#attachment?.loaded(file).catch(() => {});
  }

  /** Ends code that is paused, and stops at nothing until the next cell. */
  async endPaused(): Promise<void> {
    await this.#attachment?.pauses.end().catch(() => {});
  }

  /** For the end of the kernel. */
  async close(): Promise<void> {
    await this.endPaused();
    this.#attachment?.session.close();
    this.#attachment = undefined;
    this.#closePassing();
  }

  /** Beginning and end. */
  #lifeRequests(): Record<string, RequestHandler> {
    return {
      // After a restart JupyterLab begins twice side by side, and takes a debugger that has not started by now for one
      // that is off. So it has from here on, as ipykernel's has; a second front end sees what the first has set.
      initialize: async (args) => {
        this.#client = textOf(args, 'clientID');
        await this.#start();
        return capabilities;
      },
      attach: async (_, parent) => {
        await this.#start();
        this.#publish('initialized', {}, parent);
        return {};
      },
      configurationDone: () => ({}),
      disconnect: (args, parent) => this.#detach(args.terminateDebuggee === true, parent),
      terminate: (_, parent) => this.#detach(true, parent),
      debugInfo: () => this.#info(),
    };
  }

  #start(): Promise<void> {
    this.#starting ??= this.#attach();
    return this.#starting;
  }

  async #attach(): Promise<void> {
    const publish = (event: string, body: JsonObject): void => {
      // Numbers of variables are of one stop.
      if (event === 'continued') this.variables.forget();
      this.#publish(event, body, this.#parts.cell());
    };
    const attachment = new Attachment(this.#parts.shared, this.cells, this.#language, publish);
    try {
      await attachment.start();
      this.#attachment = attachment;
      this.#closePassing();
    } catch (error) {
      attachment.session.close();
      this.#starting = undefined;
      throw error;
    }
  }

  async #detach(ends: boolean, parent: string): Promise<JsonObject> {
    const attachment = this.#attachment;
    if (!attachment) return {};
    if (ends) await this.endPaused();
    const wasPaused = attachment.pauses.current !== undefined;
    this.#attachment = undefined;
    this.#starting = undefined;
    await attachment.end().finally(() => attachment.session.close());
    this.variables.forget();
    if (wasPaused) this.#publish('continued', { threadId: mainThread.id, allThreadsContinued: true }, parent);
    this.#publish('terminated', {}, parent);
    return {};
  }

  #info(): JsonObject {
    return {
      isStarted: this.#starting !== undefined,
      hashMethod: 'Murmur2',
      hashSeed,
      tmpFilePrefix: this.cells.prefix,
      tmpFileSuffix: this.cells.suffix,
      breakpoints: this.#attachment?.breakpoints.listed ?? [],
      stoppedThreads: this.#attachment?.pauses.current ? [mainThread.id] : [],
      richRendering: true,
      exceptionPaths: ['JavaScript Exceptions'],
      copyToGlobals: true,
    };
  }

  readonly #language = (): CheckerClient =>
    this.#parts.language() ?? refuse('The compiler is not ready yet.');

  get #session(): InspectorSession {
    if (this.#attachment) return this.#attachment.session;
    this.#passing ??= new InspectorSession();
    return this.#passing;
  }

  #closePassing(): void {
    this.#passing?.close();
    this.#passing = undefined;
  }

  #publish(event: string, body: JsonObject, parent: string): void {
    this.#parts.publish({ type: 'event', seq: this.#next(), event, body }, parent);
  }

  #next(): number {
    this.#sequence += 1;
    return this.#sequence;
  }
}

function refuse(message: string): never {
  throw new RefusedRequest(message);
}
