import type { Completions } from '../completions.js';

// What is asked about a notebook that is being written, and answered. All of it is JSON: it goes over a comm.

/** A code cell as it stands in the editor. */
export interface NotebookCell {
  /** Unique in its notebook. */
  readonly id: string;
  readonly text: string;
}

/** A place in a cell; offsets are UTF-16 positions in its text. */
export interface CellPlace {
  readonly cell: string;
  readonly offset: number;
}

/** A piece of a cell. */
export interface CellSpan {
  readonly cell: string;
  readonly start: number;
  readonly end: number;
}

/** A piece of a cell, and what is to stand there instead. */
export interface CellEdit extends CellSpan {
  readonly text: string;
}

/** Something to be shown at a piece of a cell. */
export interface Mark {
  readonly start: number;
  readonly end: number;
  readonly message: string;
  /** TypeScript's number. */
  readonly code: number;
  /** What running the cell would do about it: refuse it, tell about it; `unused` is only greyed. */
  readonly severity: 'error' | 'warning' | 'unused';
}

/** The marks of cells, by the cells' ids. */
export interface NotebookMarks {
  readonly marks: Readonly<Record<string, readonly Mark[]>>;
  /** Whether all cells have been looked at; else one asks on. */
  readonly isLast: boolean;
}

/** What is known about the name at a place. */
export interface HoverText {
  readonly start: number;
  readonly end: number;
  /** Signature and documentation. */
  readonly markdown: string;
}

/** How a function can be called. */
export interface CallSignature {
  readonly label: string;
  /** Where in the label each parameter stands, and what is said about it. */
  readonly parameters: readonly { readonly start: number; readonly end: number; readonly text: string }[];
  readonly documentation: string;
}

/** The signatures of the call that a place is in. */
export interface CallHelp {
  readonly signatures: readonly CallSignature[];
  /** Index of the signature that fits, and of the parameter that is being written. */
  readonly signature: number;
  readonly parameter: number;
}

/** Where a name is declared. */
export type Definition =
  | ({ readonly kind: 'cell' } & CellSpan)
  | {
      readonly kind: 'file';
      /** Absolute. */
      readonly path: string;
      /** The same from the notebook's folder on, with `/`, for a file in it that is no package's. */
      readonly inFolder?: string;
      /** Counts from 1. */
      readonly line: number;
      /** The declaration's text. */
      readonly excerpt: string;
    };

/** The edits of a renaming, or why there is none. */
export type Renaming = { readonly edits: readonly CellEdit[] } | { readonly refused: string };

/** Something that would mend a mark. */
export interface Fix {
  readonly title: string;
  readonly edits: readonly CellEdit[];
}

/** A notebook as it is being written. */
export interface WrittenCells {
  /** Who asks: what was found out for one notebook is kept for the next question about it. */
  readonly notebook: string;
  /** All its code cells in order. */
  readonly cells: readonly NotebookCell[];
}

/** What one can ask about a notebook that is being written. */
export interface AsYouTypeOperations {
  /**
   * What running the cells would say: of the cells that a budget of time allows, `first` first, and of all that are
   * known already. Without `cells`: goes on with those of the last question.
   */
  marks(
    notebook: string,
    cells: readonly NotebookCell[] | undefined,
    options: { readonly first?: string; readonly budget: number },
  ): NotebookMarks;
  complete(written: WrittenCells, place: CellPlace): Completions | undefined;
  hover(written: WrittenCells, place: CellPlace): HoverText | undefined;
  callHelp(written: WrittenCells, place: CellPlace): CallHelp | undefined;
  definition(written: WrittenCells, place: CellPlace): Definition | undefined;
  references(written: WrittenCells, place: CellPlace): readonly CellSpan[];
  rename(written: WrittenCells, place: CellPlace, newName: string): Renaming;
  fixes(written: WrittenCells, span: CellSpan, code: number): readonly Fix[];
  /** Nobody asks about this notebook any more. */
  close(notebook: string): void;
}

/** One question, as it goes over a port. */
export type Question = {
  [K in keyof AsYouTypeOperations]: {
    readonly ask: K;
    readonly args: Parameters<AsYouTypeOperations[K]>;
  };
}[keyof AsYouTypeOperations];
