import { atomicWrite, wellFormedJson } from '../../core/index.js';
import type { NotebookDocument, NotebookObject } from './notebookDocument.js';

/**
 * Writes a notebook as Jupyter does (long texts as lists of lines, sorted keys, one space of indentation), so that
 * a run changes nothing in version control but what changed.
 */
export async function writeNotebook(path: string, notebook: NotebookDocument): Promise<void> {
  const document = sorted({ ...notebook, cells: notebook.cells.map(cellForFile) });
  await atomicWrite(path, `${wellFormedJson(JSON.stringify(document, undefined, 1))}\n`);
}

function cellForFile(cell: NotebookObject): NotebookObject {
  const outputs = cell.outputs as NotebookObject[] | undefined;
  return {
    ...cell,
    source: lines(cell.source),
    ...(outputs ? { outputs: outputs.map(outputForFile) } : {}),
  };
}

function outputForFile(output: NotebookObject): NotebookObject {
  if (output.output_type === 'stream') return { ...output, text: lines(output.text) };
  if (typeof output.data !== 'object' || output.data === null) return output;
  const data = Object.entries(output.data).map(([mime, value]) => [
    mime,
    /[/+]json$/.test(mime) ? value : lines(value),
  ]);
  return { ...output, data: Object.fromEntries(data) };
}

/** A text as the list of its lines, each with its line end. */
function lines(text: unknown): unknown {
  return typeof text === 'string' ? (text.match(/[^\n]*\n|[^\n]+$/g) ?? []) : text;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const keys = Object.keys(value).sort();
  return Object.fromEntries(keys.map((key) => [key, sorted((value as NotebookObject)[key])]));
}
