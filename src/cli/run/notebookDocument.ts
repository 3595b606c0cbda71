/** Any JSON object of a notebook. */
export type NotebookObject = Record<string, unknown>;

/** One output of a code cell (nbformat 4). */
export interface NotebookOutput extends NotebookObject {
  output_type: 'stream' | 'display_data' | 'execute_result' | 'error';
}

/** One cell; its source as one text. */
export interface NotebookCell extends NotebookObject {
  cell_type: string;
  source: string;
  metadata: NotebookObject;
  outputs?: NotebookOutput[];
  execution_count?: number | null;
}

/** A notebook in memory, format 4. */
export interface NotebookDocument extends NotebookObject {
  cells: NotebookCell[];
  metadata: NotebookObject;
  nbformat: number;
  nbformat_minor: number;
}

/** The tags of a cell. */
export function tagsOf(cell: NotebookCell): readonly string[] {
  return Array.isArray(cell.metadata.tags) ? (cell.metadata.tags as string[]) : [];
}
