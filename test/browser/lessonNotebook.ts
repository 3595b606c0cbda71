/** A lesson as it is committed: with outputs of an earlier run. */
export interface LessonNotebook {
  readonly cells: readonly {
    readonly cell_type: string;
    readonly metadata: { readonly tags?: readonly string[] };
    readonly outputs?: readonly { readonly output_type: string; readonly evalue?: string }[];
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

/** What its cells say went wrong. The page shows an error as it shows stderr. */
export function errorsOf(text: string): string[] {
  const { cells } = JSON.parse(text) as LessonNotebook;
  const errors = cells.flatMap(({ outputs = [] }) =>
    outputs.filter(({ output_type }) => output_type === 'error'),
  );
  return errors.map(({ evalue }) => String(evalue));
}
