/** One row of a table: cells by column name. */
export type PhotoRecord = Readonly<Record<string, unknown>>;

/** The table that a data set was read from, so that a cleaned one can be written that is read alike. */
export interface PhotoTable {
  readonly columns: readonly string[];
  readonly nameColumn: string;
  readonly labelColumn: string;
  /** Column that says who is for validation. */
  readonly sideColumn: string | undefined;
  /** Folder of the photos, below the data set's path. */
  readonly folder: string;
  /** What the names in the table lack. */
  readonly suffix: string;
  /** What separates several labels of one photo. */
  readonly labelDelim: string | undefined;
  /** What separates cells. */
  readonly delimiter: string;
  /** Whether the first line names the columns. */
  readonly header: boolean;
  /** Rows whose photo is there, in order. */
  readonly rows: readonly { readonly path: string; readonly record: PhotoRecord }[];
}
