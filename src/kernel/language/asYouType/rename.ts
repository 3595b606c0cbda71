import { ts } from '../../patches/typescript.js';
import type { NamesInCells } from './namesInCells.js';
import type { Renaming } from './questions.js';
import type { WrittenCell } from './writtenCell.js';

/** The edits that give the name at a place another one, in all cells. */
export function renaming(
  names: NamesInCells,
  cells: readonly WrittenCell[],
  cell: WrittenCell,
  offset: number,
  newName: string,
): Renaming {
  const node = names.at(cell, offset);
  if (!node) return { refused: 'There is no name to rename here.' };
  if (!isName(newName)) return { refused: `“${newName}” is no name: write letters, digits, _ and $.` };
  const found = names.occurrences(cell, node);
  if (found.length === 0) return { refused: `No cell declares “${node.text}”: it cannot be renamed here.` };
  const symbol = names.symbolOf(node);
  const isShared = symbol !== undefined && names.isShared(symbol, cell);
  const taken = isShared ? cells.find(({ types }) => types.file.locals?.has(newName)) : undefined;
  if (taken) return { refused: `There is a “${newName}” already: choose another name.` };
  return {
    edits: found.map(({ before, behind, ...span }) => ({ ...span, text: before + newName + behind })),
  };
}

function isName(text: string): boolean {
  const scanner = ts.createScanner(ts.ScriptTarget.ESNext, true, ts.LanguageVariant.Standard, text);
  const token = scanner.scan();
  const isWord = token === ts.SyntaxKind.Identifier || token > ts.SyntaxKind.LastReservedWord;
  return isWord && scanner.getTokenEnd() === text.length && /^[\p{ID_Start}_$]/u.test(text);
}
