import { type BoundSourceFile, ts } from '../../patches/typescript.js';
import type { Importables } from '../insight/imports/importable.js';
import type { CellFile, TypeWorld } from '../world/typeWorld.js';
import type { CellDiagnostic } from './checkerProtocol.js';
import { heedDirectives } from './commentDirectives.js';
import { cellDiagnostic, isOfLater, matters, type UserText, unknownNameOf } from './diagnostics.js';

/** So many modules are named that an unknown name may come from. */
const mostImports = 2;

/** What the type checker says about one cell. */
export class CellTypes {
  readonly #world: TypeWorld;
  readonly #importables: Importables | undefined;

  /** @param importables for errors that say where an unknown name may come from */
  constructor(world: TypeWorld, importables?: Importables) {
    this.#world = world;
    this.#importables = importables;
  }

  /** Its type errors. */
  errors(file: BoundSourceFile, text: UserText): CellDiagnostic[] {
    return heedDirectives(file, this.#check(file))
      .filter((each) => matters(each, this.#world.project))
      .map((diagnostic) => {
        const plain = cellDiagnostic(diagnostic, text, 'type', this.#world.moduleFolders);
        const said = this.#withImports(diagnostic, plain);
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

  /** What nobody has declared may only lack its import. */
  #withImports(diagnostic: ts.Diagnostic, said: CellDiagnostic): CellDiagnostic {
    const name = unknownNameOf(diagnostic);
    if (name === undefined || !this.#importables) return said;
    const imports = this.#importables
      .find(name)
      .filter((each) => each.name === name)
      .slice(0, mostImports)
      .map(({ clause, specifier }) => `\n→ Import it with: import ${clause} from '${specifier}';`);
    return { ...said, message: said.message + imports.join('') };
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
