import { internals, ts } from '../../patches/typescript.js';
import type { TypeWorld } from '../world/typeWorld.js';
import type { CellSpan } from './questions.js';
import type { WrittenCell } from './writtenCell.js';

/** A place where a name stands, and what has to stand beside it there when it is renamed. */
export interface Occurrence extends CellSpan {
  /** As in `{ x }`, where the property keeps its name: `x: ` before the new one, or `: x` behind it. */
  readonly before: string;
  readonly behind: string;
}

/**
 * What the names of a notebook's cells stand for. A name at the top of a cell is shared: it stands for the same
 * variable in all cells, however many of them declare it, as it does when they run.
 */
export class NamesInCells {
  readonly #world: TypeWorld;
  readonly #cells: readonly WrittenCell[];

  constructor(world: TypeWorld, cells: readonly WrittenCell[]) {
    this.#world = world;
    this.#cells = cells;
  }

  /** The name at a place. */
  at(cell: WrittenCell, offset: number): ts.Identifier | undefined {
    const place = cell.text.toChecked(offset);
    if (place === undefined) return undefined;
    const node = internals.getTouchingPropertyName(cell.types.file, place);
    return ts.isIdentifier(node) ? node : undefined;
  }

  /** The symbol that a name stands for; of `{ x }` the variable's. */
  symbolOf(node: ts.Identifier): ts.Symbol | undefined {
    const { checker } = this.#world;
    return ts.isShorthandPropertyAssignment(node.parent)
      ? checker.getShorthandAssignmentValueSymbol(node.parent)
      : checker.getSymbolAtLocation(node);
  }

  /** Whether a symbol is a name that all cells share. */
  isShared(symbol: ts.Symbol, { types }: WrittenCell): boolean {
    return types.file.locals?.get(symbol.escapedName as string) === symbol;
  }

  /** The cell that a file is, or was when it was run. */
  cellOf(file: ts.SourceFile): WrittenCell | undefined {
    const own = this.#cells.find(({ types }) => types.file === file);
    if (own || !/^\/cells\//.test(file.fileName)) return own;
    return this.#cells.find(({ text }) => text.ran === file.text);
  }

  /** Everywhere in the notebook where the name at a place stands for the same. */
  occurrences(cell: WrittenCell, node: ts.Identifier): Occurrence[] {
    const symbol = this.symbolOf(node);
    const key = symbol && this.#keyOf(symbol, cell);
    if (!key) return [];
    return this.#cells.flatMap((each) => this.#inCell(each, node.text, key));
  }

  #inCell(cell: WrittenCell, name: string, key: string): Occurrence[] {
    const { file } = cell.types;
    const found: Occurrence[] = [];
    const visit = (node: ts.Node): void => {
      if (ts.isIdentifier(node) && node.text === name) {
        const beside = this.#beside(cell, node, key);
        const span = beside && cell.text.toWritten(node.getStart(file), node.end);
        if (span && span.end - span.start === name.length) found.push({ cell: cell.id, ...span, ...beside });
      }
      ts.forEachChild(node, visit);
    };
    if (file.identifiers.has(name)) visit(file);
    return found;
  }

  /** What stands beside the new name; `undefined` where the name stands for something else. */
  #beside(
    cell: WrittenCell,
    node: ts.Identifier,
    key: string,
  ): { before: string; behind: string } | undefined {
    const symbol = this.symbolOf(node);
    const { parent } = node;
    if (symbol && this.#keyOf(symbol, cell) === key) {
      const isShort =
        ts.isShorthandPropertyAssignment(parent) ||
        (ts.isBindingElement(parent) && parent.name === node && !parent.propertyName && isOfObject(parent));
      if (isShort) return { before: `${node.text}: `, behind: '' };
      const isAlias = ts.isImportSpecifier(parent) && !parent.propertyName;
      return { before: isAlias ? `${node.text} as ` : '', behind: '' };
    }
    const property = this.#propertyOf(node);
    return property && this.#keyOf(property, cell) === key
      ? { before: '', behind: `: ${node.text}` }
      : undefined;
  }

  /** The property that a name in braces is short for. */
  #propertyOf(node: ts.Identifier): ts.Symbol | undefined {
    const { checker } = this.#world;
    const { parent } = node;
    if (ts.isShorthandPropertyAssignment(parent)) return checker.getSymbolAtLocation(parent.name);
    if (!ts.isBindingElement(parent) || parent.propertyName || !isOfObject(parent)) return undefined;
    return checker.getTypeAtLocation(parent.parent).getProperty(node.text);
  }

  /** What two names have in common that stand for the same; `undefined` for what no cell declares. */
  #keyOf(symbol: ts.Symbol, cell: WrittenCell): string | undefined {
    if (this.isShared(symbol, cell)) return symbol.name;
    const declaration = symbol.declarations?.[0];
    const home = declaration && this.cellOf(declaration.getSourceFile());
    return home && `${home.id}:${declaration.pos}`;
  }
}

function isOfObject({ parent }: ts.BindingElement): boolean {
  return ts.isObjectBindingPattern(parent);
}
