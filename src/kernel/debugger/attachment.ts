import type { CheckerClient } from '../language/index.js';
import type { JsonObject } from '../protocol/jupyterMessage.js';
import { debugging, type SharedSlots, sharedSlots } from '../sockets/threadMessages.js';
import { Breakpoints } from './breakpoints.js';
import type { CellPaths } from './codeHash.js';
import { InspectorSession } from './inspectorSession.js';
import { Pauses } from './pauses.js';
import { StackTrace } from './stackTrace.js';
import { UserScripts } from './userCode.js';

/** The debugger while it is attached: V8's is on, and the user's code known. */
export class Attachment {
  readonly session = new InspectorSession();
  readonly scripts: UserScripts;
  readonly breakpoints: Breakpoints;
  readonly pauses: Pauses;
  readonly stack: StackTrace;
  readonly #shared: SharedSlots;

  constructor(
    shared: SharedSlots,
    cells: CellPaths,
    language: () => CheckerClient,
    publish: (event: 'stopped' | 'continued', body: JsonObject) => void,
  ) {
    const { session } = this;
    const scripts = new UserScripts(session, cells);
    this.scripts = scripts;
    this.#shared = shared;
    this.breakpoints = new Breakpoints({ session, scripts, language });
    const idsOf = (hit: readonly string[]): readonly number[] => this.breakpoints.idsOf(hit);
    this.pauses = new Pauses({ session, scripts, publish, idsOf });
    this.stack = new StackTrace(this.pauses, scripts);
  }

  async start(): Promise<void> {
    this.#tell(debugging.attached);
    await this.session.post('Debugger.enable');
    await this.pauses.heed();
    await this.scripts.readPast();
  }

  /** Code has been compiled, and runs when this settles. */
  async loaded(file: string): Promise<void> {
    await this.pauses.heed();
    const code = await this.scripts.loaded(file);
    if (code) await this.breakpoints.loaded(code);
  }

  /** @param filters names of DAP's exception filters */
  async stopAtErrors(filters: readonly string[]): Promise<void> {
    const [caught, uncaught] = [filters.includes('caught'), filters.includes('uncaught')];
    this.#tell(uncaught ? debugging.atUncaught : debugging.attached);
    const one = caught ? 'caught' : uncaught ? 'uncaught' : 'none';
    await this.session.post('Debugger.setPauseOnExceptions', { state: caught && uncaught ? 'all' : one });
  }

  /** Turns V8's debugger off; what is paused goes on. */
  async end(): Promise<void> {
    this.#tell(debugging.nothing);
    await this.session.post('Debugger.disable');
    await this.session.call('leave');
  }

  #tell(state: number): void {
    Atomics.store(this.#shared, sharedSlots.debugging, state);
  }
}
