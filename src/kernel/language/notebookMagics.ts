import { PathNotFoundError } from '../../core/index.js';
import { type MimeBundle, notebookPorts } from '../../notebook/index.js';
import { magics } from '../magics/index.js';
import type { MagicContext } from '../magics/magic.js';
import type { MagicRuntime } from '../magics/magicRuntime.js';
import type { NotebookPackages } from '../packages/notebookPackages.js';
import type { EvaluateOptions } from './cellEvaluator.js';
import type { CheckerClient } from './checker/checkerPort.js';
import type { TypecheckMode } from './checker/checkerProtocol.js';
import type { PendingVerdict } from './pendingVerdict.js';

/** What belongs to one run of a cell. */
export class CellRun {
  /** File name of the cell, as tracebacks show it. */
  readonly name: string;
  /** All that the user wrote. */
  readonly text: string;
  readonly signal: AbortSignal;
  /** Pages and the like for the front end, as Jupyter's `payload`. */
  readonly pages: Record<string, unknown>[] = [];
  /** Names of earlier cells that this one has given a new value. */
  readonly replaced = new Set<string>();
  magic: MagicRuntime | undefined;
  /** The file that it is the text of (`%run`); a cell's is none. */
  readonly file: string | undefined;
  /** Whether its code need not wait for the type checker, if it is the session's first. */
  readonly mayRunUnchecked: boolean;
  /** What the checker will say about it, if it did not wait. */
  verdict: PendingVerdict | undefined;

  constructor(
    name: string,
    text: string,
    { signal, mayRunUnchecked = false }: Pick<EvaluateOptions, 'signal' | 'mayRunUnchecked'>,
    file?: string,
  ) {
    this.name = name;
    this.text = text;
    this.file = file;
    this.signal = signal;
    this.mayRunUnchecked = mayRunUnchecked;
  }
}

/** What magics touch of the notebook's session. */
export interface MagicHost {
  /** Folder of the notebook, or where `%cd` went. */
  readonly folder: string;
  /** Shared variables and their values. */
  readonly scope: Record<string, unknown>;
  readonly modules: { autoreload: boolean };
  readonly packages: NotebookPackages;
  readonly past: { readonly inputs: readonly string[] };
  readonly checker: Pick<CheckerClient, 'ask'>;
  /** Where output goes in place of the cell; `undefined`: to the cell. */
  redirected: ((stream: 'stdout' | 'stderr', text: string) => void) | undefined;
  write(stream: 'stdout' | 'stderr', text: string): void;
  /** Runs TypeScript as part of a cell; its value is that of the last expression. */
  evaluateIn(run: CellRun, code: string, typecheck?: TypecheckMode): Promise<unknown>;
}

/** What the magics of one cell can do to its notebook. */
export class NotebookMagics implements MagicContext {
  readonly magics = magics;
  readonly #session: MagicHost;
  readonly #run: CellRun;
  readonly #thrownByCell = new Set<unknown>();

  constructor(session: MagicHost, run: CellRun) {
    this.#session = session;
    this.#run = run;
  }

  get cwd(): string {
    return this.#session.folder;
  }

  get inputs(): readonly string[] {
    return this.#session.past.inputs;
  }

  get packages(): NotebookPackages {
    return this.#session.packages;
  }

  get signal(): AbortSignal {
    return this.#run.signal;
  }

  get autoreload(): boolean {
    return this.#session.modules.autoreload;
  }

  set autoreload(on: boolean) {
    this.#session.modules.autoreload = on;
  }

  write(stream: 'stdout' | 'stderr', text: string): void {
    this.#session.write(stream, text);
  }

  redirect(write: MagicHost['redirected']): void {
    this.#session.redirected = write;
  }

  display(data: MimeBundle): void {
    notebookPorts().publish({ data });
  }

  page(data: MimeBundle): void {
    this.#run.pages.push({ source: 'page', data, start: 0 });
  }

  setNextInput(text: string, replace: boolean): void {
    this.#run.pages.push({ source: 'set_next_input', text, replace });
  }

  askExit(): void {
    this.#run.pages.push({ source: 'ask_exit', keepkernel: false });
  }

  changeFolder(path: string): void {
    try {
      process.chdir(path);
    } catch {
      throw new PathNotFoundError(path, 'folder');
    }
  }

  setTypecheck(mode: TypecheckMode): Promise<void> {
    return this.#session.checker.ask('setTypecheck', mode);
  }

  evaluate(code: string, typecheck?: TypecheckMode): Promise<unknown> {
    return this.#evaluateIn(this.#run, code, typecheck);
  }

  async runFile(path: string, text: string, name = path): Promise<void> {
    await this.#evaluateIn(new CellRun(name, text, this.#run, path), text);
  }

  async #evaluateIn(run: CellRun, code: string, typecheck?: TypecheckMode): Promise<unknown> {
    try {
      return await this.#session.evaluateIn(run, code, typecheck);
    } catch (error) {
      this.#thrownByCell.add(error);
      throw error;
    }
  }

  isOfCell(thrown: unknown): boolean {
    return this.#thrownByCell.has(thrown);
  }

  names(): Promise<readonly { readonly name: string; readonly type: string }[]> {
    return this.#session.checker.ask('listNames');
  }

  value(name: string): unknown {
    return this.#session.scope[name];
  }

  async assign(name: string, value: unknown, type: string): Promise<void> {
    if (this.#run.magic) this.#run.magic.handed = value;
    await this.evaluate(`var ${name}: ${type} = __magic__.handed;`);
  }

  async reset(): Promise<void> {
    const { scope, checker } = this.#session;
    for (const name of Object.keys(scope)) delete scope[name];
    await checker.ask('forget', 'all');
  }
}
