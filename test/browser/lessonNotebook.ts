/** A lesson as it is committed: with outputs of an earlier run. */
export interface LessonNotebook {
  readonly cells: readonly {
    readonly cell_type: string;
    readonly metadata: { readonly tags?: readonly string[] };
  }[];
}

/** The same lesson, never run: what stands below a cell afterwards was made by this run. */
export function withoutOutputs(text: string): string {
  const notebook = JSON.parse(text) as LessonNotebook;
  const cells = notebook.cells.map((cell) =>
    cell.cell_type === 'code' ? { ...cell, execution_count: null, outputs: [] } : cell,
  );
  return JSON.stringify({ ...notebook, cells });
}
