import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

const folder = join(import.meta.dirname, '../../notebooks');

/** A trace of a saved plotly figure. */
export interface SavedTrace {
  readonly name?: string;
  readonly type?: string;
  readonly x?: readonly unknown[];
  readonly y?: readonly unknown[];
}

/** What the page shows below one cell, as it was committed. */
export interface SavedCell {
  /** All text outputs, each on lines of its own. */
  readonly text: string;
  /** Every number in the text, in order. */
  readonly numbers: readonly number[];
  /** The table of a training: an object for each line, under the names of its header. */
  readonly epochs: readonly Readonly<Record<string, number>>[];
  /** The traces of the plots, a list for each figure. */
  readonly figures: readonly (readonly SavedTrace[])[];
  /** MIME types of all outputs. */
  readonly types: readonly string[];
  /** The numbers in the first line of the text that begins with `start`, after it: a row of a table. */
  row(start: string): readonly number[];
}

/** A lesson as it was committed. */
export interface SavedLesson {
  /** All Markdown cells, with an empty line between them. */
  readonly prose: string;
  cell(id: string): SavedCell;
}

interface SavedNotebook {
  readonly cells: readonly {
    readonly id: string;
    readonly cell_type: string;
    readonly source: string | readonly string[];
    readonly outputs?: readonly Output[];
  }[];
}

interface Output {
  readonly text?: string | readonly string[];
  readonly data?: Readonly<Record<string, unknown>>;
}

const joined = (text: unknown): string => (Array.isArray(text) ? text.join('') : String(text ?? ''));

/**
 * A lesson as it was committed: `savedLesson('lesson3').cell('descent')` is what the page shows below the cell with
 * that id. What the prose claims is tested on it, so that no saved output denies its text.
 */
export function savedLesson(name: string): SavedLesson {
  const file = readdirSync(folder).find((candidate) => new RegExp(`^${name}\\b.*\\.ipynb$`).test(candidate));
  if (file === undefined) throw new Error(`No notebook is called ${name}…`);
  return readSavedLesson(JSON.parse(readFileSync(join(folder, file), 'utf8')), file);
}

/** The same of a notebook's content. */
export function readSavedLesson({ cells }: SavedNotebook, name = 'the notebook'): SavedLesson {
  return {
    prose: cells
      .filter(({ cell_type }) => cell_type === 'markdown')
      .map(({ source }) => joined(source))
      .join('\n\n'),
    cell(id) {
      const cell = cells.find((candidate) => candidate.id === id);
      if (cell === undefined) throw new Error(`${name} has no cell ${id}`);
      return savedCell(cell.outputs ?? []);
    },
  };
}

function savedCell(outputs: readonly Output[]): SavedCell {
  // Values are shown in colours, whose codes hold numbers too.
  const text = stripVTControlCharacters(
    outputs.map(({ text: stream, data }) => joined(stream ?? data?.['text/plain'])).join('\n'),
  );
  const figures = outputs.flatMap(({ data }) => {
    const figure = data?.['application/vnd.plotly.v1+json'] as { data: SavedTrace[] } | undefined;
    return figure === undefined ? [] : [figure.data];
  });
  return {
    text,
    numbers: numbersIn(text),
    row(start) {
      const line = text.split('\n').find((candidate) => candidate.trim().startsWith(start));
      if (line === undefined) throw new Error(`No line begins with ${start}:\n${text}`);
      return numbersIn(line.trim().slice(start.length));
    },
    epochs: epochTable(text),
    figures,
    types: outputs.flatMap(({ data }) => Object.keys(data ?? {})),
  };
}

function numbersIn(text: string): number[] {
  return (text.match(/(?<![\w.])-?\d[\d,]*(\.\d+)?(e[+-]?\d+)?/g) ?? []).map((n) =>
    Number(n.replaceAll(',', '')),
  );
}

/** The lines below a header that begins with `epoch`, as a fit prints them: epochs as `3` or `3/20`. */
function epochTable(text: string): Record<string, number>[] {
  const lines = text.split('\n').map((line) => line.replace(/←.*/, '').trim().split(/\s+/));
  return lines.flatMap((line, i) => {
    const header = lines.slice(0, i).findLast(([first]) => first === 'epoch');
    if (header === undefined || !/^\d+(\/\d+)?$/.test(line[0] ?? '') || line.length !== header.length)
      return [];
    const pairs = header.map(
      (name, column) => [name, Number(line[column]?.replace(/(?<=^\d+)\/\d+$/, ''))] as const,
    );
    return [Object.fromEntries(pairs.filter(([, value]) => Number.isFinite(value)))];
  });
}
