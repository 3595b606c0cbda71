import type { CellPlace, NotebookCell } from '../../kernel/language/asYouType/questions.js';

/** Begins a cell in a file of cells, as in VS Code's and Spyder's. */
const marker = /^\/\/ ?%%.*$/gm;

/** A place in a text document; both count from 0, the column in UTF-16 units. */
export interface DocumentPosition {
  readonly line: number;
  readonly character: number;
}

/** A text document as cells: one, or as many as `// %%` lines begin. */
export class LanguageDocument {
  readonly cells: readonly NotebookCell[];
  readonly #text: string;
  readonly #lines: readonly number[];
  readonly #starts: ReadonlyMap<string, number>;

  constructor(
    readonly uri: string,
    text: string,
  ) {
    this.#text = text;
    this.#lines = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
    const starts = [0, ...[...text.matchAll(marker)].map(({ index }) => index).filter((at) => at > 0)];
    this.cells = starts.map((start, n) => ({ id: `${uri}#${n}`, text: text.slice(start, starts[n + 1]) }));
    this.#starts = new Map(this.cells.map(({ id }, n) => [id, starts[n] as number]));
  }

  /** The cell that a position is in, and the place there. */
  placeOf({ line, character }: DocumentPosition): CellPlace {
    const offset = Math.min(this.#text.length, (this.#lines[line] ?? this.#text.length) + character);
    const cell =
      this.cells.findLast(({ id }) => this.#startOf(id) <= offset) ?? (this.cells[0] as NotebookCell);
    return { cell: cell.id, offset: offset - this.#startOf(cell.id) };
  }

  /** A piece of a cell as a range of the document. */
  rangeOf(span: { readonly cell: string; readonly start: number; readonly end: number }): {
    start: DocumentPosition;
    end: DocumentPosition;
  } {
    const base = this.#startOf(span.cell);
    return { start: this.#positionOf(base + span.start), end: this.#positionOf(base + span.end) };
  }

  #positionOf(offset: number): DocumentPosition {
    const line = this.#lines.findLastIndex((start) => start <= offset);
    return { line, character: offset - (this.#lines[line] as number) };
  }

  #startOf(cell: string): number {
    return this.#starts.get(cell) ?? 0;
  }
}
