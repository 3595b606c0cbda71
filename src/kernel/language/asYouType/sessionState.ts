import type { ts } from '../../patches/typescript.js';
import type { CellTypes } from '../checker/cellTypes.js';
import type { TypecheckMode } from '../checker/checkerProtocol.js';
import type { Importables } from '../insight/imports/importable.js';
import type { ExpandedCell } from '../syntax/expandCell.js';
import type { AddedAs, CellFile, TypeWorld } from '../world/typeWorld.js';

/** What a notebook that is being written needs to know of its session; nothing here is changed by it. */
export interface SessionState {
  readonly world: TypeWorld;
  readonly types: CellTypes;
  /** What an unknown name may be imported from. */
  readonly importables: Importables;
  /** The names that cells share by now, each with the symbol of its latest declaration. */
  readonly scope: ReadonlyMap<string, ts.Symbol>;
  /** Whether a cell with this text, as the checker sees it, has been run to its end. */
  hasRun(checked: string): boolean;
  /** Gives a text to the checker, under a name of its own, with these names around it. */
  add(text: string, scope: ReadonlyMap<string, ts.Symbol>, how?: AddedAs): CellFile;
  isKnown(name: string): boolean;
  /** What a type error of the cell would do. */
  modeOf(code: string, expanded: ExpandedCell): TypecheckMode;
}
