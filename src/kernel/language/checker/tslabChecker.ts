import { createRequire } from 'node:module';
import { ConverterMissingError } from '../../errors.js';
import type { Completeness } from '../cellEvaluator.js';
import { expandCell } from '../syntax/expandCell.js';
import type { CellDiagnostic, CompiledCell, CompileRequest } from './checkerProtocol.js';
import { LanguageChecker } from './languageChecker.js';

interface TslabDiagnostic {
  readonly start: { readonly line: number; readonly character: number; readonly offset: number };
  readonly end: { readonly offset: number };
  readonly messageText: string;
  readonly code: number;
}

/** What is used of `tslab/dist/converter`. */
interface Tslab {
  createConverter(options: { isJS: boolean; isBrowser: boolean }): {
    convert(
      declarations: string,
      code: string,
    ): { readonly declOutput?: string; readonly diagnostics: TslabDiagnostic[] };
  };
  isCompleteCode(code: string): { readonly completed: boolean; readonly indent?: string };
}

/**
 * Checks cells with tslab's converter instead of the own checker, for notebooks that were written under tslab and
 * want its verdicts (TypeScript 5.0, Node's classic module resolution). Chosen by `TSVISION_CONVERTER=tslab`.
 * Emission, completion and inspection stay the same.
 */
export class TslabChecker extends LanguageChecker {
  #loaded: { readonly tslab: Tslab; readonly converter: ReturnType<Tslab['createConverter']> } | undefined;
  readonly #pending = new Map<string, string>();
  #declarations = '';

  override compile(request: CompileRequest): CompiledCell {
    const { name, code, typecheck } = request;
    const expanded = expandCell(code, (each) => this.isKnown(each));
    const mode = typecheck ?? this.modeOf(code, expanded);
    if (expanded.kind === 'cellMagic' || mode === 'off') return super.compile(request);
    // Nothing that magics call is known to tslab.
    const magic = expanded.text === code ? '' : 'declare const __magic__: any;\n';
    const { diagnostics, declOutput } = this.#load().converter.convert(
      magic + this.#declarations,
      expanded.text,
    );
    const problems = diagnostics.map((each) => cellProblem(each, code));
    if (mode === 'error' && problems.length > 0) return { kind: 'errors', diagnostics: problems };
    if (declOutput !== undefined) this.#pending.set(name, declOutput);
    const compiled = super.compile({ ...request, typecheck: 'off' });
    return compiled.kind === 'code' ? { ...compiled, warnings: problems } : compiled;
  }

  /** tslab looks at a cell before it runs, or not at all. */
  override compileEarly(): undefined {
    return undefined;
  }

  override settle(name: string, kept: readonly string[] | 'all'): void {
    super.settle(name, kept);
    if (kept === 'all') this.#declarations = this.#pending.get(name) ?? this.#declarations;
    this.#pending.delete(name);
  }

  override isComplete(code: string): Completeness {
    const expanded = expandCell(code, (each) => this.isKnown(each));
    if (expanded.kind === 'cellMagic') return { status: 'complete' };
    const { completed, indent = '' } = this.#load().tslab.isCompleteCode(expanded.text);
    return completed ? { status: 'complete' } : { status: 'incomplete', indent };
  }

  /** Only when a cell asks: who has not installed it reads so below the cell. */
  #load() {
    if (this.#loaded) return this.#loaded;
    const tslab = requireTslab();
    this.#loaded = { tslab, converter: tslab.createConverter({ isJS: false, isBrowser: false }) };
    return this.#loaded;
  }
}

function requireTslab(): Tslab {
  try {
    return createRequire(import.meta.url)('tslab/dist/converter') as Tslab;
  } catch (error) {
    throw new ConverterMissingError(error);
  }
}

function cellProblem({ start, end, messageText, code }: TslabDiagnostic, text: string): CellDiagnostic {
  const lineText = text.split(/\r?\n/)[start.line] ?? '';
  const length = Math.max(1, Math.min(end.offset - start.offset, lineText.length - start.character));
  return {
    line: start.line + 1,
    column: start.character + 1,
    length,
    code,
    message: messageText,
    lineText,
    kind: code < 2000 ? 'syntax' : 'type',
  };
}
