import { relative } from 'node:path';
import { ts } from '../../patches/typescript.js';
import type { TypeWorld } from '../world/typeWorld.js';
import type { NamesInCells } from './namesInCells.js';
import type { CellSpan, Definition } from './questions.js';
import type { WrittenCell } from './writtenCell.js';

/** So much of a declaration in a file is shown. */
const excerptLength = 2000;

/** Where the name at a place is declared. */
export function definitionAt(
  world: TypeWorld,
  names: NamesInCells,
  cells: readonly WrittenCell[],
  cell: WrittenCell,
  offset: number,
): Definition | undefined {
  const node = names.at(cell, offset);
  if (!node) return undefined;
  const symbol = names.symbolOf(node);
  // A name that means nothing yet may be one of a cell below.
  const shared =
    !symbol || names.isShared(symbol, cell) ? sharedDefinition(cells, cell, node.text) : undefined;
  if (!symbol) return shared && { kind: 'cell', ...shared };
  // From the import itself one goes on to what is imported.
  const isHere = shared?.cell === cell.id && shared.start <= offset && offset <= shared.end;
  if (shared && !(isHere && symbol.flags & ts.SymbolFlags.Alias)) return { kind: 'cell', ...shared };
  const target = symbol.flags & ts.SymbolFlags.Alias ? world.checker.getAliasedSymbol(symbol) : symbol;
  const declaration = target.valueDeclaration ?? target.declarations?.[0];
  return declaration && placeOf(declaration, names, world.moduleFolders[0] ?? '');
}

/** Of the cells that declare a name: this one, the next above it, or the next below. */
function sharedDefinition(
  cells: readonly WrittenCell[],
  cell: WrittenCell,
  name: string,
): CellSpan | undefined {
  const at = cells.indexOf(cell);
  const declares = ({ types }: WrittenCell): boolean => types.own.has(name);
  const home = cells.slice(0, at + 1).findLast(declares) ?? cells.slice(at + 1).find(declares);
  const declaration = home?.types.own.get(name)?.declarations?.[0];
  return home && declaration && spanIn(home, declaration);
}

function placeOf(declaration: ts.Declaration, names: NamesInCells, folder: string): Definition | undefined {
  const file = declaration.getSourceFile();
  const cell = names.cellOf(file);
  if (cell) return { kind: 'cell', ...spanIn(cell, declaration) };
  // A cell that was run, and has another text now.
  if (file.fileName.startsWith('/cells/')) return undefined;
  const { line } = ts.getLineAndCharacterOfPosition(file, declaration.getStart(file));
  const excerpt = declaration.getText(file).slice(0, excerptLength);
  const path = relative(folder, file.fileName).replaceAll('\\', '/');
  const isOwn = !/^\.\.(\/|$)|(^|\/)node_modules\/|^\w:/.test(path);
  return { kind: 'file', path: file.fileName, line: line + 1, excerpt, ...(isOwn ? { inFolder: path } : {}) };
}

/** The name that a declaration gives. */
function spanIn(cell: WrittenCell, declaration: ts.Declaration): CellSpan {
  const node = ts.getNameOfDeclaration(declaration) ?? declaration;
  return { cell: cell.id, ...cell.text.toWritten(node.getStart(), node.end) };
}
