import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { expandPath, InvalidArgumentError } from '../../core/index.js';
import { type NotebookCell, type NotebookDocument, tagsOf } from './notebookDocument.js';

/** What a run sets in a notebook, by name: numbers, texts, lists, whatever JSON has. */
export type Parameters = Readonly<Record<string, unknown>>;

/** The ways in which `tsvision run` is told parameters; the names are papermill's. */
export interface ParameterOptions {
  /** `name=value`, the value as JSON where it is JSON, else as text. */
  readonly parameter?: readonly string[];
  /** `name=value`, the value as text. */
  readonly rawParameter?: readonly string[];
  /** A file with a JSON object. */
  readonly parametersFile?: string;
}

const pairOptions = new Set(['-p', '--parameter', '-r', '--raw-parameter']);

/** Arguments in which papermill's `-p NAME VALUE` is one word, `NAME=VALUE`; options of one word are all that is read. */
export function withParameterPairs(args: readonly string[]): string[] {
  const joined: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const [option, name, value] = args.slice(at, at + 3);
    joined.push(option as string);
    if (!pairOptions.has(option as string) || name === undefined || name.includes('=')) continue;
    joined.push(value === undefined ? name : `${name}=${value}`);
    at += value === undefined ? 1 : 2;
  }
  return joined;
}

/**
 * The parameters of a run: those of the file, then those of the command line.
 *
 * @throws InvalidArgumentError
 */
export async function parametersOf(options: ParameterOptions): Promise<Parameters> {
  const { parameter = [], rawParameter = [], parametersFile } = options;
  const parameters: Record<string, unknown> = parametersFile ? await fileOf(parametersFile) : {};
  for (const pair of parameter) {
    const [name, text] = halves(pair, '--parameter');
    parameters[name] = jsonOrText(text);
  }
  for (const pair of rawParameter) {
    const [name, text] = halves(pair, '--raw-parameter');
    parameters[name] = text;
  }
  return parameters;
}

/**
 * Sets parameters as papermill does: a cell behind the one that is tagged `parameters`, or before all others, declares
 * them anew. It is tagged `injected-parameters`, and takes the place of an earlier run's.
 *
 * @returns the names that the tagged cell does not have: most likely slips of the pen
 */
export function injectParameters(notebook: NotebookDocument, parameters: Parameters): string[] {
  const entries = Object.entries(parameters);
  if (entries.length === 0) return [];
  const cells = notebook.cells.filter((cell) => !tagsOf(cell).includes('injected-parameters'));
  const at = cells.findIndex((cell) => tagsOf(cell).includes('parameters'));
  const declared = cells[at]?.source ?? '';
  const lines = entries.map(([name, value]) => `let ${name} = ${JSON.stringify(value)};`);
  const hasIds = notebook.nbformat > 4 || notebook.nbformat_minor >= 5;
  const cell: NotebookCell = {
    cell_type: 'code',
    ...(hasIds && { id: randomUUID().slice(0, 8) }),
    source: ['// Parameters', ...lines].join('\n'),
    metadata: { tags: ['injected-parameters'] },
    outputs: [],
    execution_count: null,
  };
  cells.splice(at + 1, 0, cell);
  notebook.cells = cells;
  return entries.map(([name]) => name).filter((name) => !declares(declared, name));
}

function declares(source: string, name: string): boolean {
  return source.split(/[^\p{ID_Continue}$]+/u).includes(name);
}

async function fileOf(path: string): Promise<Record<string, unknown>> {
  const expected = 'a JSON file with an object of parameters';
  const text = await readFile(expandPath(path), 'utf8').catch(() => {
    throw new InvalidArgumentError('--parameters-file', path, expected, 'There is no such file.');
  });
  const value = jsonOrText(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new InvalidArgumentError('--parameters-file', path, expected);
  for (const name of Object.keys(value)) requireName(name, '--parameters-file');
  return { ...value };
}

function halves(pair: string, option: string): [name: string, text: string] {
  const at = pair.indexOf('=');
  if (at < 0) throw new InvalidArgumentError(option, pair, 'a name and a value');
  const name = pair.slice(0, at);
  requireName(name, option);
  return [name, pair.slice(at + 1)];
}

function requireName(name: string, option: string): void {
  if (!/^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name))
    throw new InvalidArgumentError(option, name, 'the name of a variable, and its value');
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
