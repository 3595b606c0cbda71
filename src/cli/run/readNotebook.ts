import { readFile } from 'node:fs/promises';
import { PathNotFoundError, parseJson } from '../../core/index.js';
import { NotebookFormatError } from '../errors.js';
import type { NotebookCell, NotebookDocument, NotebookObject } from './notebookDocument.js';

/**
 * Reads a notebook of format 4, texts joined.
 *
 * @throws PathNotFoundError when there is no such file
 * @throws NotebookFormatError when it is no notebook, of an older format, or for another language
 */
export async function readNotebook(path: string): Promise<NotebookDocument> {
  const raw = parse(path, await load(path));
  if (!Array.isArray(raw.cells) || typeof raw.nbformat !== 'number') {
    const older = typeof raw.nbformat === 'number' && raw.nbformat < 4;
    throw new NotebookFormatError(
      path,
      older ? `it has the old notebook format ${raw.nbformat}.` : 'it is JSON, but no Jupyter notebook.',
      older ? 'Convert it: jupyter nbconvert --to notebook.' : 'Give it a notebook (.ipynb).',
    );
  }
  const metadata = objectOf(raw.metadata);
  refuseOtherLanguage(path, objectOf(metadata.kernelspec));
  return {
    ...raw,
    cells: raw.cells.map((cell) => cellOf(objectOf(cell))),
    metadata,
    nbformat: raw.nbformat,
    nbformat_minor: typeof raw.nbformat_minor === 'number' ? raw.nbformat_minor : 5,
  };
}

async function load(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'EISDIR') {
      throw new PathNotFoundError(path, 'file', 'Check the spelling of the notebook.');
    }
    throw error;
  }
}

function parse(path: string, text: string): NotebookObject {
  try {
    return objectOf(parseJson(text));
  } catch (error) {
    const remedy = 'Open it in a text editor at that place (a merge conflict?), or restore it from git.';
    throw new NotebookFormatError(path, `it is no JSON: ${(error as Error).message}.`, remedy, error);
  }
}

/** A Python notebook would fail at its first line, with an error that says nothing. */
function refuseOtherLanguage(path: string, kernelspec: NotebookObject): void {
  const language = kernelspec.language;
  if (language === undefined || language === 'typescript' || language === 'javascript') return;
  throw new NotebookFormatError(
    path,
    `it is written in ${String(language)}.`,
    'This kernel runs TypeScript; choose its kernel in JupyterLab if the notebook is TypeScript after all.',
  );
}

function cellOf(raw: NotebookObject): NotebookCell {
  const cell = {
    ...raw,
    cell_type: String(raw.cell_type),
    source: joined(raw.source),
    metadata: objectOf(raw.metadata),
  };
  return cell as NotebookCell;
}

function objectOf(value: unknown): NotebookObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

function joined(value: unknown): string {
  return Array.isArray(value) ? value.join('') : String(value ?? '');
}
