import type { ts } from '../../patches/typescript.js';
import type { CellFile } from '../world/typeWorld.js';
import type { CellText } from './cellText.js';
import type { Mark } from './questions.js';

/** Symbols by the names that a cell mentions. */
type Seen = ReadonlyMap<string, ts.Symbol | undefined>;

/** A mark of a cell, and the name that a cell below may come to declare. */
export interface KnownMark {
  readonly mark: Mark;
  readonly later?: string;
}

/** A cell of a notebook that is being written, as the checker sees it. */
export class WrittenCell {
  /** What it is said to be wrong with it; `undefined` until somebody has looked. */
  marks: readonly KnownMark[] | undefined;
  /** The names that it mentions, with what they mean when the cells above it that are yet to be run have been. */
  readonly #above: Seen;
  /** The same names, with what they mean if it is run next. */
  readonly #now: Seen;

  constructor(
    readonly id: string,
    readonly text: CellText,
    readonly types: CellFile,
    above: ReadonlyMap<string, ts.Symbol>,
    now: ReadonlyMap<string, ts.Symbol>,
  ) {
    const names = [...types.file.identifiers.keys()].filter((name) => !types.own.has(name));
    this.#above = new Map(names.map((name) => [name, above.get(name)]));
    this.#now = new Map(names.map((name) => [name, now.get(name)]));
  }

  /** What the names that it mentions mean below the cells above it. */
  get above(): ReadonlyMap<string, ts.Symbol> {
    return new Map([...this.#above].filter((each): each is [string, ts.Symbol] => each[1] !== undefined));
  }

  /** Whether what it mentions still means what it meant. */
  isAsBefore(above: ReadonlyMap<string, ts.Symbol>, now: ReadonlyMap<string, ts.Symbol>): boolean {
    for (const [name, symbol] of this.#above) if (above.get(name) !== symbol) return false;
    for (const [name, symbol] of this.#now) if (now.get(name) !== symbol) return false;
    return true;
  }

  /**
   * What the names that it mentions mean if it is run next, where that differs from what they mean once the cells
   * above it have been run. Names that only those declare mean what they will.
   */
  get ifRunNext(): ReadonlyMap<string, ts.Symbol> | undefined {
    let differs = false;
    const scope = new Map<string, ts.Symbol>();
    for (const [name, above] of this.#above) {
      const now = this.#now.get(name);
      if (now && now !== above) differs = true;
      const meant = now ?? above;
      if (meant) scope.set(name, meant);
    }
    return differs ? scope : undefined;
  }
}
