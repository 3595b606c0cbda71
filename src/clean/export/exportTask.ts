/** A photo that could not be exported. */
export interface LeftOut {
  /** The photo. */
  readonly path: string;
  /** Why it cannot be read, in words. */
  readonly why: string;
}

/** An export at work. */
export interface ExportTask {
  readonly signal: AbortSignal;
  /** One photo more is done. */
  advance(): void;
}
