/** One photo of a dataset and what is known of it. */
export interface LabelledItem {
  /** Absolute path of the file. */
  readonly path: string;
  /** Class name; several for multi-label sets; a number for regression; `undefined` when unknown. */
  readonly label: string | readonly string[] | number | undefined;
}
