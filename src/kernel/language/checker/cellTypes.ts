import { type BoundSourceFile, ts } from '../../patches/typescript.js';
import type { CellFile, TypeWorld } from '../world/typeWorld.js';
import type { CellDiagnostic } from './checkerProtocol.js';
import { heedDirectives } from './commentDirectives.js';
import { cellDiagnostic, isOfLater, matters } from './diagnostics.js';

/** What the type checker says about one cell. */
export class CellTypes {
  readonly #world: TypeWorld;

  constructor(world: TypeWorld) {
    this.#world = world;
  }

  /** Its type errors; `code` is what the user wrote. */
  errors(file: BoundSourceFile, code: string): CellDiagnostic[] {
    return heedDirectives(file, this.#check(file))
      .filter(matters)
      .map((diagnostic) => {
        const said = cellDiagnostic(diagnostic, code, 'type');
        if (!isOfLater(diagnostic)) return said;
        const message = `${said.message}\n→ A cell that runs before the function does may declare it.`;
        return { ...said, message, isOfLater: true };
      });
  }

  /** Names that it imports and that are no values. */
  typeOnlyImports(cell: CellFile): Set<string> {
    const found = new Set<string>();
    for (const [name, symbol] of cell.own) {
      if (!(symbol.flags & ts.SymbolFlags.Alias)) continue;
      const target = this.#world.checker.getAliasedSymbol(symbol);
      if (target.flags !== 0 && !(target.flags & ts.SymbolFlags.Value) && target.escapedName !== 'unknown')
        found.add(name);
    }
    return found;
  }

  /** The type of a name, as one writes it. */
  textOf(symbol: ts.Symbol): string {
    const { checker } = this.#world;
    const declaration = symbol.valueDeclaration ?? symbol.declarations?.[0];
    if (!declaration) return 'any';
    return checker.typeToString(checker.getTypeOfSymbolAtLocation(symbol, declaration));
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
}
