import { type BoundSourceFile, ts } from '../../patches/typescript.js';
import type { Completeness, Completions } from '../cellEvaluator.js';
import { emitCode } from '../emit/emitCode.js';
import { hasValue } from '../emit/scopeResolution.js';
import {
  looksLikePath,
  magicCompletions,
  pathCompletions,
  shellPathCompletions,
} from '../insight/completionItems.js';
import { inspection } from '../insight/inspection.js';
import { textOfString, typeCompletions } from '../insight/typeCompletions.js';
import { type ExpandedCell, expandCell, withoutMagics } from '../syntax/expandCell.js';
import { type CellFile, TypeWorld, type TypeWorldOptions } from '../world/typeWorld.js';
import type {
  CellDiagnostic,
  CheckerOperations,
  CompiledCell,
  CompiledModule,
  CompileRequest,
  TypecheckMode,
} from './checkerProtocol.js';
import { completeness } from './completeness.js';
import { cellDiagnostic, matters } from './diagnostics.js';

/** The TypeScript side of the kernel: turns cells into code and knows what their names mean. */
export class LanguageChecker implements CheckerOperations {
  readonly #world: TypeWorld;
  /** Names that cells share, each with the symbol of its latest declaration. */
  readonly #scope = new Map<string, ts.Symbol>();
  readonly #running = new Map<string, CellFile>();
  #mode: TypecheckMode = 'error';
  #cwd: string;
  #texts = 0;

  constructor(options: TypeWorldOptions) {
    this.#cwd = options.cwd;
    this.#world = new TypeWorld(options);
  }

  /** Reads what every cell needs. */
  warmUp(): void {
    this.compile({ name: '/warm-up.ts', code: 'const a: number[] = [1]; a.map(String)' });
    this.settle('/warm-up.ts', []);
  }

  /** Reads the types that lessons import: a thousand files, seconds in which nothing else is answered. */
  preload(): void {
    this.#world.preload(['@tensorflow/tfjs', 'tsvision']);
  }

  compile({ name, code, typecheck }: CompileRequest): CompiledCell {
    const expanded = expandCell(code, (each) => this.isKnown(each));
    if (expanded.kind === 'cellMagic') return expanded;
    this.#world.refresh();
    // A name of its own for each text: the checker keeps what it said about a name.
    const cell = this.#world.add(`/cells/${this.#texts++}/${name}`, expanded.text, this.#scope);
    const mode = typecheck ?? this.modeOf(code, expanded);
    const syntax = cell.file.parseDiagnostics.map((d) => cellDiagnostic(d, code, 'syntax'));
    if (syntax.length > 0) return this.#refuse(cell, syntax);
    const types = mode === 'off' ? [] : this.#typeErrors(cell.file, code);
    if (mode === 'error' && types.length > 0) return this.#refuse(cell, types);
    this.#running.set(name, cell);
    const emitted = emitCode(name, expanded.text, {
      kind: 'cell',
      previous: new Set([...this.#scope].filter(([, symbol]) => hasValue(symbol)).map(([each]) => each)),
      typeOnly: this.#typeOnlyImports(cell, mode),
    });
    const redeclared = emitted.declared.filter((each) => this.#scope.has(each));
    return { kind: 'code', ...emitted, redeclared, warnings: types };
  }

  settle(name: string, kept: readonly string[] | 'all'): void {
    const cell = this.#running.get(name);
    this.#running.delete(name);
    if (!cell) return;
    const keep = kept === 'all' ? undefined : new Set(kept);
    let used = false;
    for (const [own, symbol] of cell.own) {
      if (keep && hasValue(symbol) && !keep.has(own)) continue;
      this.#scope.set(own, symbol);
      used = true;
    }
    if (!used) this.#world.drop(cell.file);
  }

  compileModule(path: string, text: string): CompiledModule {
    const name = path.replace(/\.[cm]?[jt]sx?$/, '.ts');
    const file = this.#world.parse(name, text);
    const syntax = file.parseDiagnostics.map((d) => cellDiagnostic(d, text, 'syntax'));
    if (syntax.length > 0) return { kind: 'errors', diagnostics: syntax };
    return {
      kind: 'code',
      ...emitCode(name, text, { kind: 'module', previous: new Set(), typeOnly: new Set() }),
    };
  }

  complete(code: string, cursor: number): Completions {
    const early = magicCompletions(code, cursor) ?? shellPathCompletions(code, cursor, this.#cwd);
    if (early) return early;
    return this.#look(code, cursor, (file) => {
      const found = typeCompletions(this.#world, file, cursor);
      const typed = textOfString(file, cursor);
      if (typed === undefined || found.items.length > 0 || !looksLikePath(typed)) return found;
      return pathCompletions(typed, cursor, this.#cwd);
    });
  }

  inspect(code: string, cursor: number, detailLevel: 0 | 1): Record<string, string> | undefined {
    return this.#look(code, cursor, (file) => inspection(this.#world, file, cursor, detailLevel));
  }

  isComplete(code: string): Completeness {
    const expanded = expandCell(code, (each) => this.isKnown(each));
    return expanded.kind === 'cellMagic' ? { status: 'complete' } : completeness(expanded.text);
  }

  setTypecheck(mode: TypecheckMode): void {
    this.#mode = mode;
  }

  setFolder(cwd: string): void {
    this.#cwd = cwd;
    this.#world.cwd = cwd;
  }

  listNames(): { name: string; type: string }[] {
    return [...this.#scope]
      .filter(([, symbol]) => hasValue(symbol))
      .map(([name, symbol]) => ({ name, type: this.#typeOf(symbol) }));
  }

  forget(names: readonly string[] | 'all'): void {
    if (names === 'all') this.#scope.clear();
    else for (const name of names) this.#scope.delete(name);
  }

  adopt(names: readonly string[]): void {
    if (names.length === 0) return;
    const text = `var ${names.map((name) => `${name}: any`).join(', ')};`;
    const { own } = this.#world.add(`/cells/${this.#texts++}/adopted.ts`, text, new Map());
    for (const [name, symbol] of own) this.#scope.set(name, symbol);
  }

  /** Whether a name means something in the notebook. */
  protected isKnown(name: string): boolean {
    return this.#scope.has(name) || this.#world.isGlobal(name);
  }

  /** What a type error of the cell does: the cell's own word, else the notebook's. */
  protected modeOf(code: string, expanded: ExpandedCell): TypecheckMode {
    const own = expanded.kind === 'code' ? expanded.typecheck : undefined;
    return own ?? (/^\s*\/\/\s*@ts-nocheck\b/.test(code) ? 'off' : this.#mode);
  }

  /** Looks into a text that is being written, and forgets it again. */
  #look<T>(code: string, cursor: number, look: (file: BoundSourceFile) => T): T {
    const { file } = this.#world.add(
      `/cells/${this.#texts++}/look.ts`,
      withoutMagics(code, cursor),
      this.#scope,
    );
    try {
      return look(file);
    } finally {
      this.#world.drop(file);
    }
  }

  #refuse(cell: CellFile, diagnostics: CellDiagnostic[]): CompiledCell {
    this.#world.drop(cell.file);
    return { kind: 'errors', diagnostics };
  }

  #typeErrors(file: BoundSourceFile, code: string): CellDiagnostic[] {
    return this.#check(file)
      .filter(matters)
      .map((diagnostic) => cellDiagnostic(diagnostic, code, 'type'));
  }

  /** The checker may fail itself on odd code; then a fresh one has a try, and else the cell runs unchecked. */
  #check(file: BoundSourceFile): ts.Diagnostic[] {
    for (let attempt = 0; attempt < 2; attempt++)
      try {
        return this.#world.check(file);
      } catch {
        this.#world.renew();
      }
    return [];
  }

  #typeOnlyImports(cell: CellFile, mode: TypecheckMode): Set<string> {
    const found = new Set<string>();
    if (mode === 'off') return found;
    for (const [name, symbol] of cell.own) {
      if (!(symbol.flags & ts.SymbolFlags.Alias)) continue;
      const target = this.#world.checker.getAliasedSymbol(symbol);
      if (target.flags !== 0 && !(target.flags & ts.SymbolFlags.Value) && target.escapedName !== 'unknown')
        found.add(name);
    }
    return found;
  }

  #typeOf(symbol: ts.Symbol): string {
    const { checker } = this.#world;
    const declaration = symbol.valueDeclaration ?? symbol.declarations?.[0];
    if (!declaration) return 'any';
    return checker.typeToString(checker.getTypeOfSymbolAtLocation(symbol, declaration));
  }
}
