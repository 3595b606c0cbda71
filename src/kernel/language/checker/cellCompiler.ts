import type { ts } from '../../patches/typescript.js';
import { CodeEmitter, type EmittedCode } from '../emit/codeEmitter.js';
import { hasValue } from '../emit/scopeResolution.js';
import type { EmitTarget } from '../emit/scopeTransformer.js';
import { Importables } from '../insight/imports/importable.js';
import type { Project } from '../project/project.js';
import { type ExpandedCell, expandCell } from '../syntax/expandCell.js';
import { preludeNames } from '../world/prelude.js';
import { type AddedAs, type CellFile, TypeWorld } from '../world/typeWorld.js';
import type { WorldOptions } from '../world/worldFiles.js';
import { CellTypes } from './cellTypes.js';
import type {
  CellDiagnostic,
  CompiledCell,
  CompiledModule,
  CompileRequest,
  LateVerdict,
  TypecheckMode,
} from './checkerProtocol.js';
import { bindingErrors, syntaxErrors, type UserText } from './diagnostics.js';
import { judge, refuses } from './judgement.js';

interface UncheckedCell {
  readonly user: UserText;
  readonly text: string;
  readonly folder: string | undefined;
  readonly mode: TypecheckMode;
}

/** Turns cells into code, and keeps what they declare. */
export class CellCompiler {
  protected readonly world: TypeWorld;
  protected readonly types: CellTypes;
  protected readonly importables: Importables;
  protected readonly emitter = new CodeEmitter();
  /** Names that cells share, each with the symbol of its latest declaration. */
  protected readonly scope = new Map<string, ts.Symbol>();
  /** What was run to its end, as the checker saw it. */
  protected readonly ran = new Set<string>();
  readonly #running = new Map<string, CellFile>();
  /** Cells that run although their types are still to be looked at. */
  readonly #unchecked = new Map<string, UncheckedCell>();
  #mode: TypecheckMode = 'error';
  /** Whose faults have been told. */
  #told: Project | undefined;
  #texts = 0;

  constructor(options: WorldOptions) {
    this.world = new TypeWorld(options);
    this.importables = new Importables(this.world);
    this.types = new CellTypes(this.world, this.importables);
  }

  compile({ name, code, folder, typecheck }: CompileRequest): CompiledCell {
    const expanded = expandCell(code, (each) => this.isKnown(each));
    if (expanded.kind === 'cellMagic') return expanded;
    this.world.refresh();
    const user = userText(code, expanded);
    const added = this.#add(name, expanded.text, { folder });
    const mode = typecheck ?? this.modeOf(code, expanded);
    const syntax = syntaxErrors(added.file, user);
    if (syntax.length > 0) return this.#refuse(added, syntax);
    const { cell, errors: types } = this.#judge(name, added, user, { mode, folder });
    if (mode === 'error' && refuses(types)) return this.#refuse(cell, types);
    this.#running.set(name, cell);
    const emitted = this.emit(name, expanded.text, this.#typeOnly(cell, mode));
    const redeclared = emitted.declared.filter((each) => this.scope.has(each));
    return { kind: 'code', ...emitted, redeclared, warnings: types, ...leadOf(user), ...this.#ofProject() };
  }

  compileEarly(request: CompileRequest): CompiledCell | undefined {
    if (this.isReady) return this.compile(request);
    const { name, code, folder, typecheck } = request;
    const expanded = expandCell(code, (each) => this.isKnown(each));
    if (expanded.kind === 'cellMagic') return expanded;
    // Who writes so above the first cell does not want it to run unchecked.
    if ((typecheck ?? expanded.typecheck) === 'error') return undefined;
    const mode = typecheck ?? this.modeOf(code, expanded);
    const file = this.world.parse(name, expanded.text);
    const user = userText(code, expanded);
    const refused = syntaxErrors(file, user);
    const { project } = this.world;
    if (refused.length === 0 && mode === 'error') refused.push(...bindingErrors(file, user, project));
    if (refused.length > 0) return { kind: 'errors', diagnostics: refused, ...this.#notices() };
    this.#unchecked.set(name, { user, text: expanded.text, folder, mode });
    const emitted = this.emit(name, expanded.text, new Set());
    const redeclared = emitted.declared.filter((each) => this.scope.has(each));
    return {
      kind: 'code',
      ...emitted,
      redeclared,
      warnings: [],
      isUnchecked: true,
      ...leadOf(user),
      ...this.#ofProject(),
    };
  }

  follow(name: string): LateVerdict {
    const unchecked = this.#unchecked.get(name);
    this.#unchecked.delete(name);
    if (!unchecked) return { diagnostics: [], isRefused: false, typeOnly: [] };
    const { user, text, folder, mode } = unchecked;
    const added = this.#add(name, text, { folder });
    const { cell, errors: diagnostics } = this.#judge(name, added, user, { mode, folder });
    this.#running.set(name, cell);
    const isRefused = mode === 'error' && refuses(diagnostics);
    return { diagnostics, isRefused, typeOnly: [...this.#typeOnly(cell, mode)] };
  }

  settle(name: string, kept: readonly string[] | 'all'): void {
    const cell = this.#running.get(name);
    this.#running.delete(name);
    if (!cell) return;
    if (kept === 'all') this.ran.add(cell.file.text);
    const keep = kept === 'all' ? undefined : new Set(kept);
    let used = false;
    for (const [own, symbol] of cell.own) {
      if (keep && hasValue(symbol) && !keep.has(own)) continue;
      this.#declare(own, symbol);
      used = true;
    }
    for (const { text } of cell.file.imports) this.importables.use(text);
    if (used || cell.file.moduleAugmentations.length > 0) this.world.settle(cell);
    else this.world.drop(cell.file);
  }

  compileModule(path: string, text: string): CompiledModule {
    const name = path.replace(/\.[cm]?[jt]s$/, '.ts').replace(/\.jsx$/, '.tsx');
    const file = this.world.parse(name, text);
    const syntax = syntaxErrors(file, { code: text });
    if (syntax.length > 0) return { kind: 'errors', diagnostics: syntax };
    const target: EmitTarget = { kind: 'module', previous: new Set(), typeOnly: new Set() };
    return { kind: 'code', ...this.emitter.emit(name, text, target, this.world.project) };
  }

  /** To be called when nobody has asked for a while. */
  rest(): void {
    this.world.rest();
  }

  setTypecheck(mode: TypecheckMode): void {
    this.#mode = mode;
  }

  listNames(): { name: string; type: string }[] {
    return [...this.scope]
      .filter(([, symbol]) => hasValue(symbol))
      .map(([name, symbol]) => ({ name, type: this.types.textOf(symbol) }));
  }

  forget(names: readonly string[] | 'all'): void {
    this.ran.clear();
    if (names === 'all') this.scope.clear();
    else for (const name of names) this.scope.delete(name);
  }

  adopt(names: readonly string[]): void {
    if (names.length === 0) return;
    const text = `var ${names.map((name) => `${name}: any`).join(', ')};`;
    const { own } = this.world.add(this.newFileName('adopted.ts'), text, new Map());
    for (const [name, symbol] of own) this.scope.set(name, symbol);
  }

  /** Whether the types of the libraries have been read. */
  protected get isReady(): boolean {
    return this.world.isRead;
  }

  /** Whether a name means something in the notebook. */
  protected isKnown(name: string): boolean {
    if (this.scope.has(name)) return true;
    return this.isReady ? this.world.isGlobal(name) : name in globalThis || preludeNames.has(name);
  }

  /** What a type error of the cell does: the cell's own word, else the notebook's. */
  protected modeOf(code: string, expanded: ExpandedCell): TypecheckMode {
    const own = expanded.kind === 'code' ? expanded.typecheck : undefined;
    return own ?? (/^\s*\/\/\s*@ts-nocheck\b/.test(code) ? 'off' : this.#mode);
  }

  /** A name for a text: each has its own, as the checker keeps what it said about a name. */
  protected newFileName(name: string, kind: 'cells' | 'written' = 'cells'): string {
    return `/${kind}/${this.#texts++}/${name}`;
  }

  /** A name means something else from now on; the cell that declared it before may be needed no more. */
  #declare(name: string, symbol: ts.Symbol): void {
    const before = this.scope.get(name);
    this.scope.set(name, symbol);
    if (before) this.world.retire(before, (each, own) => this.scope.get(own) === each);
  }

  #add(name: string, text: string, how?: AddedAs): CellFile {
    return this.world.add(this.newFileName(name), text, this.scope, how);
  }

  /** A cell as it counts, and what its types say. */
  #judge(
    name: string,
    cell: CellFile,
    user: UserText,
    { mode, folder }: { readonly mode: TypecheckMode; readonly folder: string | undefined },
  ): { readonly cell: CellFile; readonly errors: readonly CellDiagnostic[] } {
    if (mode === 'off') return { cell, errors: [] };
    const asJavaScript = (): CellFile => this.#add(name, cell.file.text, { folder, as: 'javascript' });
    const { errors, other } = judge(this.world, this.types, cell, user, asJavaScript);
    if (!other) return { cell, errors };
    this.world.drop(refuses(errors) ? other.file : cell.file);
    return { cell: refuses(errors) ? cell : other, errors };
  }

  protected emit(name: string, text: string, typeOnly: ReadonlySet<string>): EmittedCode {
    const values = [...this.scope].filter(([, symbol]) => hasValue(symbol));
    const previous = new Set(values.map(([each]) => each));
    const isUnknown = (each: string): boolean => !this.isKnown(each);
    const target: EmitTarget = { kind: 'cell', previous, typeOnly, isUnknown };
    // A file that `%run` runs may be JavaScript: it is emitted as any other text.
    const fileName = name.replace(/\.[cm]?[jt]s$/, '.ts').replace(/\.jsx$/, '.tsx');
    return this.emitter.emit(fileName, text, target, this.world.project);
  }

  #typeOnly(cell: CellFile, mode: TypecheckMode): Set<string> {
    return mode === 'off' ? new Set() : this.types.typeOnlyImports(cell);
  }

  #refuse(cell: CellFile, diagnostics: readonly CellDiagnostic[]): CompiledCell {
    this.world.drop(cell.file);
    return { kind: 'errors', diagnostics, ...this.#notices() };
  }

  #ofProject(): Pick<CompiledCell & { kind: 'code' }, 'paths' | 'notices'> {
    const { paths } = this.world.project;
    return { ...(paths ? { paths } : {}), ...this.#notices() };
  }

  /** What is wrong with the folder's options, to be told once. */
  #notices(): Pick<CompiledCell, 'notices'> {
    const { project } = this.world;
    if (this.#told === project) return {};
    this.#told = project;
    return project.problems.length > 0 ? { notices: project.problems } : {};
  }
}

function userText(code: string, { lead = 0 }: ExpandedCell & { kind: 'code' }): UserText {
  return { code, lead };
}

function leadOf({ lead }: UserText): Pick<UserText, 'lead'> {
  return lead ? { lead } : {};
}
