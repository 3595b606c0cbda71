import { dirname } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import type { MessagePort } from 'node:worker_threads';
import { InterruptedError, registerOwnLines } from '../../core/index.js';
import { notebookPorts } from '../../notebook/index.js';
import { withoutHandler } from '../debuggee/uncaughtErrors.js';
import { CellSyntaxError } from '../errors.js';
import { MagicRuntime } from '../magics/magicRuntime.js';
import { codeFunction } from '../modules/codeFunction.js';
import { elementMarkup } from '../modules/elementMarkup.js';
import { ModuleLoader } from '../modules/moduleLoader.js';
import { isOurs as isOwnModule } from '../modules/resolveLocal.js';
import { NotebookPackages } from '../packages/notebookPackages.js';
import { cellEnvironment } from './cellEnvironment.js';
import type {
  CellEvaluator,
  CellResult,
  Completeness,
  Completions,
  DebugHooks,
  ErrorReport,
  EvaluateOptions,
  RunningCode,
} from './cellEvaluator.js';
import { CheckerClient } from './checker/checkerPort.js';
import type { CompiledCell, CompileRequest, TypecheckMode } from './checker/checkerProtocol.js';
import { Absences } from './errors/absences.js';
import { CodeSources } from './errors/codeSources.js';
import { refusal } from './errors/refusal.js';
import { renderDiagnostics } from './errors/renderDiagnostics.js';
import { reportError } from './errors/reportError.js';
import { showOwnFrames } from './errors/shownErrors.js';
import { valuePreview, withLiveMembers } from './insight/liveValues.js';
import { CellRun, NotebookMagics } from './notebookMagics.js';
import { PastCells } from './pastCells.js';
import { PendingVerdict } from './pendingVerdict.js';
import { codeMagicText } from './syntax/codeMagics.js';

export interface NotebookSessionOptions {
  readonly cwd: string;
  readonly packageRoot: string;
  readonly globals: Readonly<Record<string, unknown>>;
  readonly write: (stream: 'stdout' | 'stderr', text: string) => void;
  newPort(): MessagePort;
  onNewCompiler(): void;
  readonly debugHooks: DebugHooks;
  closeChecker(): Promise<void>;
}

/** Globals whose keys are worth completing as they are now. */
const liveGlobals: ReadonlySet<string> = new Set(['process', '_', '__', '___', 'Out']);

/** One notebook's variables, and the running of its cells. */
export class NotebookSession implements CellEvaluator {
  readonly checker: CheckerClient;
  readonly modules: ModuleLoader;
  readonly packages: NotebookPackages;
  /** The variables that all cells share. */
  readonly scope = Object.create(null) as Record<string, unknown>;
  /** Where {@link write} goes instead of the cell's output. */
  redirected: NotebookSessionOptions['write'] | undefined;
  /** Where relative paths start in this notebook, and where the process was when that was said. */
  #folder: string;
  #processFolder = process.cwd();
  readonly #options: NotebookSessionOptions;
  readonly #sources = new CodeSources();
  readonly #absences = new Absences();
  /** What has been run, and what it gave. */
  readonly past = new PastCells();
  /** No code has run yet. */
  #isFresh = true;

  constructor(options: NotebookSessionOptions) {
    this.#options = options;
    this.checker = new CheckerClient(options.newPort(), () => {
      // The new checker is told the names before anything else is asked.
      queueMicrotask(() => {
        void this.checker.ask('adopt', Object.keys(this.scope)).catch(() => {});
        options.onNewCompiler();
      });
      return options.newPort();
    });
    this.#folder = options.cwd;
    this.packages = new NotebookPackages(options.cwd);
    this.modules = new ModuleLoader({
      packageRoot: options.packageRoot,
      packages: this.packages,
      write: (stream, text) => this.write(stream, text),
      compile: async (path, text) => {
        const compiled = await this.checker.ask('compileModule', path, text);
        if (compiled.kind === 'errors') throw refusal(path, compiled.diagnostics);
        this.#sources.add(path, text, compiled.map);
        return compiled;
      },
      compiled: (path, text, map) => this.#sources.add(path, text, map),
      run: (path, code) => this.#debuggable(path, code),
      onReload: (path, error) => {
        if (error !== undefined)
          this.write(
            'stderr',
            `[autoreload of ${path} failed; the old version stays]\n${this.reportError(error).traceback.join('\n')}\n`,
          );
      },
    });
    // Enough to see the user's own lines behind the frames of a library.
    Error.stackTraceLimit = Math.max(Error.stackTraceLimit, 50);
    showOwnFrames(this.#sources);
    registerOwnLines((file, line, column) => this.#sources.original(file, line, column));
    for (const [name, value] of Object.entries(options.globals))
      Object.defineProperty(globalThis, name, { value, writable: true, configurable: true });
    this.past.define();
  }

  /** Where relative paths start: also after `process.chdir()` in a cell. */
  get folder(): string {
    const now = process.cwd();
    if (now !== this.#processFolder) {
      this.#folder = this.#processFolder = now;
      this.checker.ask('setFolder', now).catch(() => {});
    }
    return this.#folder;
  }

  async evaluate(code: string, options: EvaluateOptions): Promise<CellResult> {
    const { executionCount, signal, isRemembered = false } = options;
    if (isRemembered) this.past.began(executionCount, code);
    const run = new CellRun(`cell-${executionCount}.ts`, code, options);
    const running = this.modules
      .reloadChanged()
      .then(() => this.evaluateIn(run, code))
      .catch(async (error: unknown) => {
        await this.#absences.explain(error, (text) => this.checker.ask('originOf', text));
        throw error;
      });
    const value = await unlessAborted(signal, running, true);
    const result = { value, hasValue: value !== undefined };
    if (isRemembered && result.hasValue) this.past.gave(executionCount, value);
    return run.pages.length > 0 ? { ...result, pages: run.pages } : result;
  }

  /** Writes to the output of the running cell. */
  write(stream: 'stdout' | 'stderr', text: string): void {
    (this.redirected ?? this.#options.write)(stream, text);
  }

  /** Runs code as part of a cell. */
  async evaluateIn(run: CellRun, code: string, typecheck?: TypecheckMode): Promise<unknown> {
    const { name } = run;
    await this.#provideImports(run, code);
    // Noticed before the compiler looks for files.
    this.modules.loadAhead(code, this.folder);
    const folder = run.file === undefined ? {} : { folder: dirname(run.file) };
    const request = { name, code, ...folder, ...(typecheck ? { typecheck } : {}) };
    const compiled = await this.#compile(run, request).catch((error: Error) => {
      const message = `The compiler cannot read ${name}: ${error.message}`;
      throw new CellSyntaxError('SyntaxError', message, [message]);
    });
    if (run.signal.aborted) throw new InterruptedError();
    for (const notice of compiled.notices ?? []) this.write('stderr', `${notice}\n`);
    if (compiled.kind === 'errors') throw refusal(name, compiled.diagnostics);
    run.magic ??= new MagicRuntime(new NotebookMagics(this, run), (expression, detail) =>
      this.inspect(expression, expression.length, detail),
    );
    if (compiled.kind === 'cellMagic') {
      const { args, body } = compiled;
      return run.magic.runCell(compiled.name, args, codeMagicText(code, compiled) ?? body);
    }
    if (compiled.warnings.length > 0)
      this.write('stderr', `${renderDiagnostics(name, compiled.warnings).join('\n')}\n`);
    this.#sources.add(name, code, compiled.map, { lead: compiled.lead, whole: run.text });
    this.modules.paths = compiled.paths;
    return this.#run(run, compiled);
  }

  async complete(code: string, cursor: number): Promise<Completions> {
    const nothing = { items: [], start: cursor, end: cursor };
    const found = await this.checker.ask('complete', code, cursor).catch(() => nothing);
    return withLiveMembers(found, code, cursor, (name) => this.#lookUp(name));
  }

  async inspect(
    code: string,
    cursor: number,
    detailLevel: 0 | 1,
  ): Promise<Record<string, string> | undefined> {
    const found = await this.checker.ask('inspect', code, cursor, detailLevel).catch(() => undefined);
    const value = valuePreview(code, cursor, (name) => this.#lookUp(name));
    if (value === undefined) return found;
    const { 'text/plain': plain = '', 'text/markdown': markdown = '' } = found ?? {};
    return {
      'text/plain': `${plain}\n\nValue: ${value}`.trimStart(),
      'text/markdown': `${markdown}\n\n**Value**\n\n\`\`\`\n${value}\n\`\`\``.trimStart(),
    };
  }

  isComplete(code: string): Promise<Completeness> {
    return this.checker.ask('isComplete', code).catch(() => ({ status: 'unknown' }));
  }

  markup(value: unknown): Promise<string | undefined> | undefined {
    return elementMarkup(value, this.folder);
  }

  reportError(error: unknown): ErrorReport {
    return this.#absences.report(error, reportError(error, this.#sources));
  }

  readonly runningCode: RunningCode = {
    files: () => this.#sources.files(),
    fileOf: (file) => this.#sources.fileOf(file),
    scopeOf: (file) => this.modules.scopeOf(file) ?? this.scope,
  };

  languagePort(): MessagePort {
    return this.#options.newPort();
  }

  async close(): Promise<void> {
    this.past.forget();
    this.checker.close();
    await this.#options.closeChecker();
  }

  /** What the cell imports by `npm:…` is installed before its types are looked at. */
  async #provideImports({ signal }: CellRun, code: string): Promise<void> {
    if (!/['"`]npm:/.test(code)) return;
    const stop = AbortSignal.any([signal, notebookPorts().interruptSignal()]);
    const imported = await this.checker.ask('importsOf', code).catch(() => []);
    const wanted = imported.filter((each) => !isOwnModule(each));
    await this.packages.provideAll(wanted, {
      signal: stop,
      write: (stream, text) => this.write(stream, text),
    });
  }

  /** A cell's code. The first of a session need not wait for the checker, which then follows. */
  async #compile(run: CellRun, request: CompileRequest): Promise<CompiledCell> {
    const isFirst = this.#isFresh;
    this.#isFresh = false;
    const early =
      isFirst && run.mayRunUnchecked ? await this.checker.ask('compileEarly', request) : undefined;
    const compiled = early ?? (await this.checker.ask('compile', request));
    // Of what is refused nothing runs, and what a magic is given comes here itself.
    if (isFirst && compiled.kind !== 'code') this.#isFresh = true;
    if (compiled.kind === 'code' && compiled.isUnchecked)
      run.verdict = new PendingVerdict(run.name, this.checker.ask('follow', run.name), (text) =>
        this.#options.write('stderr', text),
      );
    return compiled;
  }

  async #run(run: CellRun, cell: CompiledCell & { kind: 'code' }): Promise<unknown> {
    const { name, replaced, signal } = run;
    try {
      const code = codeFunction(cell.js, name);
      // In a turn of its own: when the execution is terminated, only the code of the cell is lost.
      const running = turn().then(() => this.#debuggable(name, () => code(cellEnvironment(this, run))));
      const value = await unlessAborted(signal, running);
      this.#settle(name, 'all');
      return value;
    } catch (error) {
      const again = new Set(cell.redeclared);
      const kept = cell.declared.filter((each) =>
        again.has(each) ? replaced.has(each) : each in this.scope,
      );
      this.#settle(name, kept);
      throw error;
    }
  }

  /** Calls code that has been compiled, as soon as a debugger that is attached knows of it. */
  #debuggable(file: string, code: () => Promise<unknown>): Promise<unknown> {
    const { debugHooks } = this.#options;
    const call = (): Promise<unknown> => (debugHooks.wantsUncaught ? withoutHandler(code) : code());
    return (
      debugHooks
        .loaded(file)
        ?.then(() => turn())
        .then(call) ?? call()
    );
  }

  /** A variable's value; of the globals only what has keys worth completing. */
  #lookUp(name: string): unknown {
    if (name in this.scope) return this.scope[name];
    return liveGlobals.has(name) ? (globalThis as Record<string, unknown>)[name] : undefined;
  }

  /** Nobody waits for it: whatever is asked next comes after it. */
  #settle(name: string, kept: readonly string[] | 'all'): void {
    this.checker.ask('settle', name, kept).catch(() => {});
  }
}

/**
 * The promise, or an `InterruptedError` when the signal aborts: at once, or (`late`) a turn later, when what the
 * promise is made of has noticed too.
 */
function unlessAborted<T>(signal: AbortSignal, promise: Promise<T>, late = false): Promise<T> {
  return new Promise((resolve, reject) => {
    const fail = (): void => reject(new InterruptedError());
    const stop = (): void => void (late ? setImmediate(fail) : fail());
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
