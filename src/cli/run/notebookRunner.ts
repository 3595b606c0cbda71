import { dirname } from 'node:path';
import { type IncomingMessage, KernelClient, languageInfo } from '../../kernel/index.js';
import { CellTimeoutError } from '../errors.js';
import { type NotebookCell, type NotebookDocument, type NotebookOutput, tagsOf } from './notebookDocument.js';
import { OutputCollector } from './outputCollector.js';
import { WidgetStates } from './widgetStates.js';

/** How a notebook is run. */
export interface RunOptions {
  /** Longest time that a cell may take, in seconds. @default no limit */
  readonly timeout?: number | undefined;
  /** Called before each code cell, with its number (from 1) and their count. */
  readonly onCell?: (cell: NotebookCell, number: number, count: number) => void;
  /** Ends the run. */
  readonly signal?: AbortSignal | undefined;
}

/** The cell that failed. */
export interface CellFailure {
  readonly number: number;
  readonly cell: NotebookCell;
  readonly traceback: readonly string[];
}

/** Time that an interrupted cell may take to end, in ms. */
const interruptTime = 5000;

/**
 * Runs the cells of a notebook in order in a kernel of its own, and keeps what they show: outputs, execution
 * counts and the state of widgets. A failing cell ends the run, unless it is tagged `raises-exception`; one that is
 * tagged `skip-execution` stays as it is.
 *
 * @param notebook is changed: its outputs are replaced
 * @param path where the notebook is: relative paths in its cells start there
 * @returns the cell that failed, if any
 */
export async function runNotebook(
  notebook: NotebookDocument,
  path: string,
  options: RunOptions = {},
): Promise<CellFailure | undefined> {
  const outputs = new OutputCollector();
  const widgets = new WidgetStates();
  const client = await KernelClient.start(dirname(path), (message) => {
    widgets.take(message);
    outputs.take(message, widgets.captures(String(message.parentHeader.msg_id)));
  });
  const end = (): void => void client.shutdown();
  options.signal?.addEventListener('abort', end, { once: true });
  try {
    return await runCells(notebook, client, outputs, options);
  } finally {
    options.signal?.removeEventListener('abort', end);
    await client.shutdown();
    outputs.finish();
    notebook.metadata.language_info = { ...languageInfo };
    const state = widgets.metadata();
    if (state) notebook.metadata.widgets = state;
  }
}

async function runCells(
  notebook: NotebookDocument,
  client: KernelClient,
  outputs: OutputCollector,
  { timeout, onCell }: RunOptions,
): Promise<CellFailure | undefined> {
  const skips = (cell: NotebookCell): boolean => tagsOf(cell).includes('skip-execution');
  const cells = notebook.cells.filter((cell) => cell.cell_type === 'code' && !skips(cell));
  for (const cell of cells) {
    cell.outputs = [];
    cell.execution_count = null;
  }
  for (const [i, cell] of cells.entries()) {
    if (cell.source.trim() === '') continue;
    onCell?.(cell, i + 1, cells.length);
    const reply = await runCell(cell, client, outputs, timeout);
    const failed = reply.content.status !== 'ok';
    if (failed && !tagsOf(cell).includes('raises-exception')) {
      return { number: i + 1, cell, traceback: (reply.content.traceback ?? []) as string[] };
    }
  }
  return undefined;
}

async function runCell(
  cell: NotebookCell,
  client: KernelClient,
  outputs: OutputCollector,
  timeout: number | undefined,
): Promise<IncomingMessage> {
  const content = {
    code: cell.source,
    silent: false,
    store_history: true,
    user_expressions: {},
    allow_stdin: false,
    stop_on_error: true,
  };
  const { id, done } = client.request('execute_request', content);
  outputs.assign(id, cell.outputs as NotebookOutput[]);
  const reply = await (timeout === undefined ? done : within(timeout, client, done));
  cell.execution_count = Number(reply.content.execution_count ?? 0) || null;
  cell.outputs?.push(...pagesOf(reply));
  return reply;
}

/** What `name??` shows: the front end gets it with the reply, and JupyterLab keeps it below the cell as we do. */
function pagesOf(reply: IncomingMessage): NotebookOutput[] {
  const payloads = (reply.content.payload ?? []) as { readonly source: string; readonly data?: object }[];
  return payloads
    .filter(({ source }) => source === 'page')
    .map(({ data = {} }) => ({ output_type: 'display_data', data, metadata: {} }));
}

/** The reply, or, after `seconds`, an interrupt and an error that says so. */
async function within<T>(seconds: number, client: KernelClient, done: Promise<T>): Promise<T> {
  const late = Symbol('late');
  let timer: NodeJS.Timeout | undefined;
  const alarm = new Promise<typeof late>((resolve) => {
    timer = setTimeout(() => resolve(late), seconds * 1000);
  });
  const first = await Promise.race([done, alarm]).finally(() => clearTimeout(timer));
  if (first !== late) return first;
  await client.interrupt();
  const patience = new Promise((resolve) => setTimeout(resolve, interruptTime).unref());
  await Promise.race([done, patience]).catch(() => {});
  throw new CellTimeoutError(seconds);
}
