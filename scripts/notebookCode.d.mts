/** Hash of a notebook's code cells. */
export function hashOfCode(notebook: {
  cells: readonly { cell_type: string; source: string | string[] }[];
}): string;
