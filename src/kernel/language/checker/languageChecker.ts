import type { BoundSourceFile, ts } from '../../patches/typescript.js';
import type { Completeness, Completions } from '../cellEvaluator.js';
import { CodeEmitter, type EmittedCode } from '../emit/codeEmitter.js';
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
import { preludeNames } from '../world/prelude.js';
import { type CellFile, TypeWorld, type TypeWorldOptions } from '../world/typeWorld.js';
import { CellTypes } from './cellTypes.js';
import type {
  CellDiagnostic,
  CheckerOperations,
  CompiledCell,
  CompiledModule,
  CompileRequest,
  LateVerdict,
  TypecheckMode,
} from './checkerProtocol.js';
import { completeness } from './completeness.js';
import { bindingErrors, syntaxErrors } from './diagnostics.js';

interface UncheckedCell {
  readonly code: string;
  readonly text: string;
  readonly mode: TypecheckMode;
}

/** The TypeScript side of the kernel: turns cells into code and knows what their names mean. */
export class LanguageChecker implements CheckerOperations {
  readonly #world: TypeWorld;
  readonly #types: CellTypes;
  readonly #emitter = new CodeEmitter();
  /** Names that cells share, each with the symbol of its latest declaration. */
  readonly #scope = new Map<string, ts.Symbol>();
  readonly #running = new Map<string, CellFile>();
  /** Cells that run although their types are still to be looked at. */
  readonly #unchecked = new Map<string, UncheckedCell>();
  #mode: TypecheckMode = 'error';
  #cwd: string;
  #texts = 0;

  constructor(options: TypeWorldOptions) {
    this.#cwd = options.cwd;
    this.#world = new TypeWorld(options);
    this.#types = new CellTypes(this.#world);
  }

  /** Reads what every cell needs, in steps; cells that need no types can be compiled between them. */
  *warmUp(): Generator<undefined, void> {
    const name = '/warm-up.ts';
    const code = 'const a: number[] = [1]; a.map(String)';
    // Its first cell is not the one to wait until the compiler's own code is compiled.
    this.#emitter.emit(name, code, { kind: 'cell', previous: new Set(), typeOnly: new Set() });
    yield;
    yield* this.#world.read();
    this.compile({ name, code });
    this.settle(name, []);
  }

  /** Reads the types that lessons import, a thousand files, in steps between which others are answered. */
  preload(): Generator<undefined, void> {
    return this.#world.preload(['@tensorflow/tfjs', 'tsvision']);
  }

  compile({ name, code, typecheck }: CompileRequest): CompiledCell {
    const expanded = expandCell(code, (each) => this.isKnown(each));
    if (expanded.kind === 'cellMagic') return expanded;
    this.#world.refresh();
    const cell = this.#add(name, expanded.text);
    const mode = typecheck ?? this.modeOf(code, expanded);
    const syntax = syntaxErrors(cell.file, code);
    if (syntax.length > 0) return this.#refuse(cell, syntax);
    const types = mode === 'off' ? [] : this.#types.errors(cell.file, code);
    if (mode === 'error' && types.some(({ isOfLater }) => !isOfLater)) return this.#refuse(cell, types);
    this.#running.set(name, cell);
    const emitted = this.#emit(name, expanded.text, this.#typeOnly(cell, mode));
    const redeclared = emitted.declared.filter((each) => this.#scope.has(each));
    return { kind: 'code', ...emitted, redeclared, warnings: types };
  }

  compileEarly(request: CompileRequest): CompiledCell | undefined {
    if (this.isReady) return this.compile(request);
    const { name, code, typecheck } = request;
    const expanded = expandCell(code, (each) => this.isKnown(each));
    if (expanded.kind === 'cellMagic') return expanded;
    // Who writes so above the first cell does not want it to run unchecked.
    if ((typecheck ?? expanded.typecheck) === 'error') return undefined;
    const mode = typecheck ?? this.modeOf(code, expanded);
    const file = this.#world.parse(name, expanded.text);
    const refused = syntaxErrors(file, code);
    if (refused.length === 0 && mode === 'error') refused.push(...bindingErrors(file, code));
    if (refused.length > 0) return { kind: 'errors', diagnostics: refused };
    this.#unchecked.set(name, { code, text: expanded.text, mode });
    const emitted = this.#emit(name, expanded.text, new Set());
    const redeclared = emitted.declared.filter((each) => this.#scope.has(each));
    return { kind: 'code', ...emitted, redeclared, warnings: [], isUnchecked: true };
  }

  follow(name: string): LateVerdict {
    const unchecked = this.#unchecked.get(name);
    this.#unchecked.delete(name);
    if (!unchecked) return { diagnostics: [], isRefused: false, typeOnly: [] };
    const { code, text, mode } = unchecked;
    const cell = this.#add(name, text);
    this.#running.set(name, cell);
    const diagnostics = mode === 'off' ? [] : this.#types.errors(cell.file, code);
    const isRefused = mode === 'error' && diagnostics.some(({ isOfLater }) => !isOfLater);
    return { diagnostics, isRefused, typeOnly: [...this.#typeOnly(cell, mode)] };
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
    const syntax = syntaxErrors(file, text);
    if (syntax.length > 0) return { kind: 'errors', diagnostics: syntax };
    return {
      kind: 'code',
      ...this.#emitter.emit(name, text, { kind: 'module', previous: new Set(), typeOnly: new Set() }),
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
      .map(([name, symbol]) => ({ name, type: this.#types.textOf(symbol) }));
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

  /** Whether the types of the libraries have been read. */
  protected get isReady(): boolean {
    return this.#world.isRead;
  }

  /** Whether a name means something in the notebook. */
  protected isKnown(name: string): boolean {
    if (this.#scope.has(name)) return true;
    return this.isReady ? this.#world.isGlobal(name) : name in globalThis || preludeNames.has(name);
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

  /** Under a name of its own for each text: the checker keeps what it said about a name. */
  #add(name: string, text: string): CellFile {
    return this.#world.add(`/cells/${this.#texts++}/${name}`, text, this.#scope);
  }

  #emit(name: string, text: string, typeOnly: ReadonlySet<string>): EmittedCode {
    const values = [...this.#scope].filter(([, symbol]) => hasValue(symbol));
    const previous = new Set(values.map(([each]) => each));
    const isUnknown = (each: string): boolean => !this.isKnown(each);
    return this.#emitter.emit(name, text, { kind: 'cell', previous, typeOnly, isUnknown });
  }

  #typeOnly(cell: CellFile, mode: TypecheckMode): Set<string> {
    return mode === 'off' ? new Set() : this.#types.typeOnlyImports(cell);
  }

  #refuse(cell: CellFile, diagnostics: CellDiagnostic[]): CompiledCell {
    this.#world.drop(cell.file);
    return { kind: 'errors', diagnostics };
  }
}
