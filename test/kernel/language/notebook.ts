import { join } from 'node:path';
import { packageRoot } from '../../../src/core/index.js';
import { serveChecker } from '../../../src/kernel/language/checker/checkerPort.js';
import type { CompiledCell, CompileRequest } from '../../../src/kernel/language/checker/checkerProtocol.js';
import { LanguageChecker } from '../../../src/kernel/language/checker/languageChecker.js';
import { createCellEvaluator } from '../../../src/kernel/language/createCellEvaluator.js';
import type { CellEvaluator, ErrorReport } from '../../../src/kernel/language/index.js';

/** Makes every cell's code from its syntax alone, as a session's first cell may be. */
class UncheckedCells extends LanguageChecker {
  protected override get isReady(): boolean {
    return false;
  }

  override compile(request: CompileRequest): CompiledCell {
    return this.compileEarly(request) ?? super.compile(request);
  }
}

/** A notebook whose compiler runs in this thread, with what its cells have written. */
export class TestNotebook {
  /** Whether cells of new notebooks run before they are checked, all of them. */
  static runsUnchecked = false;
  readonly evaluator: CellEvaluator;
  readonly checker: LanguageChecker;
  output = '';
  #count = 0;

  constructor(readonly cwd: string = join(packageRoot(), 'notebooks')) {
    const Checker = TestNotebook.runsUnchecked ? UncheckedCells : LanguageChecker;
    const checker = new Checker({ cwd, packageRoot: packageRoot() });
    this.checker = checker;
    this.evaluator = createCellEvaluator({
      cwd,
      checker: { connect: (port) => serveChecker(checker, port), close: async () => {} },
      write: (_stream, text) => {
        this.output += text;
      },
    });
  }

  /** Runs a cell; its value. */
  async run(code: string, signal = new AbortController().signal): Promise<unknown> {
    const options = { executionCount: ++this.#count, signal, isRemembered: true };
    const { value } = await this.evaluator.evaluate(code, options);
    return value;
  }

  /** What a cell has written. */
  async written(code: string): Promise<string> {
    this.output = '';
    await this.run(code);
    return this.output;
  }

  /** What the checker says about a cell: it keeps it from running, or is told afterwards. */
  async typeError(code: string): Promise<string> {
    if (!TestNotebook.runsUnchecked) {
      const { ename, text } = await this.failure(code);
      if (ename !== 'TypeScriptError') throw new Error(`No type error, but ${ename}: ${text}`);
      return text;
    }
    await this.written(code).catch(() => '');
    // Asked after what follows the cell, it is answered after it.
    await this.evaluator.isComplete('');
    return plain(this.output);
  }

  /** The report of a cell that fails, without colours. */
  async failure(code: string, signal?: AbortSignal): Promise<ErrorReport & { readonly text: string }> {
    try {
      await this.run(code, signal);
    } catch (error) {
      const report = this.evaluator.reportError(error);
      return { ...report, text: plain(report.traceback.join('\n')) };
    }
    throw new Error(`The cell did not fail: ${code}`);
  }
}

/** A text without ANSI colours. */
export function plain(text: string): string {
  return text.replace(/\u001b\[[0-9;]*m/g, '');
}
