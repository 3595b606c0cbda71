import { type BoundSourceFile, ts } from '../../patches/typescript.js';
import type { CellFile, TypeWorld } from '../world/typeWorld.js';
import type { CellTypes } from './cellTypes.js';
import type { CellDiagnostic } from './checkerProtocol.js';
import type { UserText } from './diagnostics.js';

/** What the types of a cell say. */
export interface Judgement {
  readonly errors: readonly CellDiagnostic[];
  /** The cell as JavaScript, where it was looked at as that too; whoever asked lets one of the two go. */
  readonly other: CellFile | undefined;
}

/** Gives the checker the text of a cell once more, as JavaScript. */
export type AsJavaScript = () => CellFile;

/**
 * What JavaScript does all the time and TypeScript forbids: to compute with dates and texts of digits, to delete what is
 * not optional, to resolve a promise with nothing, to compare what cannot be equal.
 */
const usual = new Set([2362, 2363, 2678, 2790, 2810]);

/** Whether errors keep a cell from running. */
export function refuses(errors: readonly CellDiagnostic[]): boolean {
  return errors.some(({ isOfLater }) => !isOfLater);
}

/**
 * What the types of a cell say. One without a word of TypeScript may be JavaScript (nobody tells a kernel what language a
 * notebook is in): what is wrong in it is judged by the compiler's rules for that, under which a function takes as
 * many arguments as it is given, and properties come into being by being assigned. A folder that asks for `strict` in
 * its `tsconfig.json` gets it.
 */
export function judge(
  world: TypeWorld,
  types: CellTypes,
  cell: CellFile,
  user: UserText,
  asJavaScript: AsJavaScript,
): Judgement {
  const errors = types.errors(cell.file, user);
  if (!refuses(errors) || world.project.isStrict || saysTypes(cell.file)) return { errors, other: undefined };
  const other = asJavaScript();
  return { errors: types.errors(other.file, user).filter(({ code }) => !usual.has(code)), other };
}

/** Whether there is anything in a text that only TypeScript has. */
function saysTypes(file: BoundSourceFile): boolean {
  return (file.transformFlags & containsTypeScript) !== 0 || file.languageVariant === ts.LanguageVariant.JSX;
}

/** The compiler's mark of a text with something to be taken out. */
const containsTypeScript = 1;
