import type { BoundSourceFile } from '../../patches/typescript.js';
import { AsYouType } from '../asYouType/asYouType.js';
import type { Question } from '../asYouType/questions.js';
import type { Completeness, Completions } from '../cellEvaluator.js';
import { withImports } from '../insight/completion/importCompletions.js';
import { magicCompletions, magicHelp } from '../insight/completion/magicNames.js';
import { looksLikePath, pathCompletions, shellPathCompletions } from '../insight/completion/paths.js';
import { textOfString, typeCompletions } from '../insight/completion/typeCompletions.js';
import { inspection } from '../insight/inspection.js';
import { type TypeOrigin, typeOrigin } from '../insight/typeOrigin.js';
import { expandCell, withoutMagics } from '../syntax/expandCell.js';
import type { WorldOptions } from '../world/worldFiles.js';
import { CellCompiler } from './cellCompiler.js';
import type { CheckerOperations, Fragment, NamesAt } from './checkerProtocol.js';
import { completeness } from './completeness.js';
import { cellToDebug, fragmentToDebug, namesAt } from './debuggedText.js';

/** The TypeScript side of the kernel: turns cells into code and knows what their names mean. */
export class LanguageChecker extends CellCompiler implements CheckerOperations {
  readonly #asYouType: AsYouType;
  #cwd: string;

  constructor(options: WorldOptions) {
    super(options);
    this.#cwd = options.cwd;
    this.#asYouType = new AsYouType({
      world: this.world,
      types: this.types,
      importables: this.importables,
      scope: this.scope,
      hasRun: (checked) => this.ran.has(checked),
      add: (text, scope, how) => this.world.add(this.newFileName('cell.ts', 'written'), text, scope, how),
      isKnown: (name) => this.isKnown(name),
      modeOf: (code, expanded) => this.modeOf(code, expanded),
    });
  }

  /** Reads what every cell needs, in steps; cells that need no types can be compiled between them. */
  *warmUp(): Generator<undefined, void> {
    const name = '/warm-up.ts';
    const code = 'const a: number[] = [1]; a.map(String)';
    // Its first cell is not the one to wait until the compiler's own code is compiled.
    this.emit(name, code, new Set());
    yield;
    yield* this.world.read();
    this.compile({ name, code });
    this.settle(name, []);
  }

  /** Reads the types that lessons import, a thousand files, in steps between which others are answered. */
  *preload(): Generator<undefined, void> {
    yield* this.world.preload(['@tensorflow/tfjs', 'tsvision']);
    yield* this.importables.read();
  }

  importsOf(code: string): readonly string[] {
    const expanded = expandCell(code, (each) => this.isKnown(each));
    return expanded.kind === 'cellMagic' ? [] : this.world.imports(expanded.text);
  }

  cellToDebug(code: string): { js: string; map: string } | undefined {
    return cellToDebug(code, this.emitter, (name) => this.isKnown(name));
  }

  fragmentToDebug(code: string, shared: readonly string[]): Fragment {
    return fragmentToDebug(code, shared, this.emitter);
  }

  namesAt(text: string, line: number): NamesAt {
    return namesAt(text, line);
  }

  complete(code: string, cursor: number): Completions {
    const early = magicCompletions(code, cursor) ?? shellPathCompletions(code, cursor, this.#cwd);
    if (early) return early;
    return this.#look(code, cursor, (file) => {
      const found = typeCompletions(this.world, file, cursor);
      const typed = textOfString(file, cursor);
      if (typed === undefined) return withImports(found, { code, file, cursor }, this.importables);
      if (found.items.length > 0 || !looksLikePath(typed)) return found;
      return pathCompletions(typed, cursor, this.#cwd);
    });
  }

  inspect(code: string, cursor: number, detailLevel: 0 | 1): Record<string, string> | undefined {
    return (
      magicHelp(code, cursor) ??
      this.#look(code, cursor, (file) => inspection(this.world, file, cursor, detailLevel))
    );
  }

  asYouType(question: Question): unknown {
    return this.#asYouType.answer(question);
  }

  isComplete(code: string): Completeness {
    const expanded = expandCell(code, (each) => this.isKnown(each));
    return expanded.kind === 'cellMagic' ? { status: 'complete' } : completeness(expanded.text);
  }

  originOf(code: string): TypeOrigin | undefined {
    return this.#look(code, code.length, (file) => typeOrigin(this.world, file));
  }

  setFolder(cwd: string): void {
    this.#cwd = cwd;
    this.world.cwd = cwd;
  }

  /** Looks into a text that is being written, and forgets it again. */
  #look<T>(code: string, cursor: number, look: (file: BoundSourceFile) => T): T {
    const { file } = this.world.add(this.newFileName('look.ts'), withoutMagics(code, cursor), this.scope, {
      as: 'unfinished',
    });
    try {
      return look(file);
    } finally {
      this.world.drop(file);
    }
  }
}
