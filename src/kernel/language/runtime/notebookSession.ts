import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import type { MessagePort } from 'node:worker_threads';
import { CellSyntaxError, InterruptedError } from '../../../core/index.js';
import { codeFunction } from '../../modules/codeFunction.js';
import { ModuleLoader } from '../../modules/moduleLoader.js';
import type {
  CellEvaluator,
  CellResult,
  Completeness,
  Completions,
  ErrorReport,
  EvaluateOptions,
} from '../cellEvaluator.js';
import type { EngineClient } from '../engine/engineClient.js';
import type { CellDiagnostic, CompiledCell } from '../engine/engineProtocol.js';
import { renderDiagnostics } from '../errors/renderDiagnostics.js';
import { reportError } from '../errors/reportError.js';

export interface NotebookSessionOptions {
  readonly cwd: string;
  readonly packageRoot: string;
  readonly engine: EngineClient;
  readonly globals: Readonly<Record<string, unknown>>;
  readonly write: (stream: 'stdout' | 'stderr', text: string) => void;
  newPort(): MessagePort;
  closeEngine(): Promise<void>;
}

/** One notebook's variables, and the running of its cells. */
export class NotebookSession implements CellEvaluator {
  readonly #options: NotebookSessionOptions;
  readonly #engine: EngineClient;
  readonly #scope = Object.create(null) as Record<string, unknown>;
  readonly #modules: ModuleLoader;
  #cwd: string;

  constructor(options: NotebookSessionOptions) {
    this.#options = options;
    this.#engine = options.engine;
    this.#cwd = options.cwd;
    this.#modules = new ModuleLoader({
      packageRoot: options.packageRoot,
      compile: async (path, text) => {
        const compiled = await this.#engine.ask('compileModule', path, text);
        if (compiled.kind === 'errors') throw refusal(path, compiled.diagnostics);
        return compiled;
      },
    });
    for (const [name, value] of Object.entries(options.globals))
      Object.defineProperty(globalThis, name, { value, writable: true, configurable: true });
  }

  async evaluate(code: string, { executionCount, signal }: EvaluateOptions): Promise<CellResult> {
    const name = `cell-${executionCount}.ts`;
    await this.#modules.reloadChanged();
    const compiled = await this.#engine.ask('compile', { name, code });
    if (compiled.kind === 'errors') throw refusal(name, compiled.diagnostics);
    if (compiled.kind === 'cellMagic') throw new Error('not yet');
    if (compiled.warnings.length > 0)
      this.#options.write('stderr', `${renderDiagnostics(name, compiled.warnings).join('\n')}\n`);
    const value = await this.#run(name, compiled, signal);
    return { value, hasValue: value !== undefined };
  }

  complete(code: string, cursor: number): Promise<Completions> {
    return this.#engine.ask('complete', code, cursor);
  }

  inspect(code: string, cursor: number, detailLevel: 0 | 1): Promise<Record<string, string> | undefined> {
    return this.#engine.ask('inspect', code, cursor, detailLevel);
  }

  isComplete(code: string): Promise<Completeness> {
    return this.#engine.ask('isComplete', code);
  }

  reportError(error: unknown): ErrorReport {
    return reportError(error);
  }

  languagePort(): MessagePort {
    return this.#options.newPort();
  }

  async close(): Promise<void> {
    this.#engine.close();
    await this.#options.closeEngine();
  }

  async #run(name: string, cell: CompiledCell & { kind: 'code' }, signal: AbortSignal): Promise<unknown> {
    const replaced = new Set<string>();
    try {
      const run = codeFunction(cell.js, name);
      // In a turn of its own: when the execution is terminated, only the code of the cell is lost.
      const value = await unlessAborted(
        signal,
        turn().then(() => run(this.#environment(name, replaced))),
      );
      this.#settle(name, 'all');
      return value;
    } catch (error) {
      const again = new Set(cell.redeclared);
      const kept = cell.declared.filter((each) =>
        again.has(each) ? replaced.has(each) : each in this.#scope,
      );
      this.#settle(name, kept);
      throw error;
    }
  }

  /** Nobody waits for it: the next request comes after it. */
  #settle(name: string, kept: readonly string[] | 'all'): void {
    this.#engine.ask('settle', name, kept).catch(() => {});
  }

  #environment(name: string, replaced: Set<string>) {
    const path = join(this.#cwd, name);
    const importer = { folder: this.#cwd };
    return {
      ...ModuleLoader.surroundings(path),
      __scope__: this.#scope,
      __import__: async (specifier: string, pairs: readonly (readonly [string, string])[]) => {
        await this.#modules.bind(this.#scope, specifier, pairs, importer);
        for (const [local] of pairs) replaced.add(local);
      },
      __dynamicImport__: (specifier: unknown, options?: ImportCallOptions) =>
        this.#modules.import(String(specifier), importer, options),
      __declared__: (...names: string[]) => {
        for (const each of names) replaced.add(each);
      },
      __exports__: () => {},
      __exportAll__: async (specifier: string) => {
        await this.#modules.import(specifier, importer);
      },
    };
  }
}

function refusal(name: string, diagnostics: readonly CellDiagnostic[]): CellSyntaxError {
  const first = diagnostics[0] as CellDiagnostic;
  const ename = first.kind === 'syntax' ? 'SyntaxError' : 'TypeScriptError';
  const message = `${first.message} (${name}:${first.line}:${first.column})`;
  return new CellSyntaxError(ename, message, renderDiagnostics(name, diagnostics));
}

/** The promise, or an `InterruptedError` as soon as the signal aborts. */
function unlessAborted<T>(signal: AbortSignal, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(new InterruptedError());
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
