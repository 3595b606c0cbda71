import {
  clock,
  escapeHtml,
  LiveDisplay,
  type MimeBundle,
  type NotebookPorts,
  notebookPorts,
  tableHtml,
  tableLines,
} from '../../notebook/index.js';
import { Monitor } from '../callbacks/monitors.js';
import type { BatchRecord, TrainingCallback, TrainingState } from '../loop/trainingCallback.js';
import type { Metric } from '../metrics/metric.js';

/**
 * The one table that a run of training shows: a row for each finished epoch, the best one marked, and a line that
 * says how far the current epoch is. It is one display, so it survives an interrupt and saves with the notebook. A
 * terminal gets a line for each epoch.
 */
export class LiveTable implements TrainingCallback {
  readonly name = 'liveTable';
  readonly #ports: NotebookPorts = notebookPorts();
  readonly #live = new LiveDisplay({ ports: this.#ports });
  readonly #monitor: Monitor;
  readonly #table: TrainingTable;
  #epochStarted = 0;
  #lastLoss = Number.NaN;

  constructor(readonly metrics: readonly Metric[]) {
    this.#monitor = new Monitor(metrics, { monitor: metrics[0]?.name ?? 'valid_loss' }, true);
    const names = metrics.map(({ name }) => name);
    this.#table = new TrainingTable(['epoch', 'train_loss', 'valid_loss', ...names, 'time']);
  }

  onTrainBegin(): void {
    if (this.#isTerminal) this.#print(this.#table.line());
  }

  onEpochBegin(state: TrainingState): void {
    this.#epochStarted = performance.now();
    this.#showProgress(state, 0);
  }

  onLoss(_state: TrainingState, { loss }: BatchRecord): void {
    this.#lastLoss = loss;
  }

  onBatchEnd(state: TrainingState): void {
    this.#showProgress(state, 1);
  }

  onEpochEnd(state: TrainingState): void {
    const { epoch, smoothLoss, validation, epochSeconds } = state;
    const { rows } = this.#table;
    if (this.#monitor.isBest(state)) this.#table.best = rows.length;
    const figures = [
      smoothLoss,
      validation?.loss,
      ...(validation?.metrics ?? this.metrics.map(() => undefined)),
    ];
    const texts = figures.map((figure) => (figure === undefined ? '' : figure.toFixed(6)));
    rows.push([String(epoch), ...texts, clock(epochSeconds)]);
    if (this.#isTerminal) this.#print(this.#table.line(rows.at(-1)));
    else this.#live.update(() => this.#table.render());
  }

  onTrainEnd(state: TrainingState): void {
    const stopped = state.error ?? state.stopReason;
    const reason = stopped instanceof Error ? stopped.message.split('\n')[0] : stopped;
    const note = reason === undefined ? '' : `Stopped: ${reason}`;
    if (!this.#isTerminal) this.#live.finish(() => this.#table.render(note));
    else if (note) this.#print(note);
  }

  saveState(): unknown {
    return { rows: this.#table.rows, best: this.#table.best, value: this.#monitor.best };
  }

  loadState(state: { rows: string[][]; best: number; value?: number }): void {
    this.#table.rows = state.rows.map((row) => [...row]);
    this.#table.best = state.best;
    this.#monitor.best = state.value;
  }

  get #isTerminal(): boolean {
    return this.#ports.kind === 'terminal';
  }

  #print(line: string): void {
    this.#ports.publish({ data: { 'text/plain': line } });
  }

  /** A log file gets no progress: it would be all that is in it. */
  #showProgress(state: TrainingState, finished: 0 | 1): void {
    if (!this.#isTerminal) this.#live.update(() => this.#table.render(this.#progress(state, finished)));
    else if (process.stdout.isTTY)
      this.#live.update(() => ({ 'text/plain': this.#progress(state, finished) }));
  }

  #progress({ epoch, epochs, batch, batchesPerEpoch }: TrainingState, finished: 0 | 1): string {
    const done = batch + finished;
    const seconds = (performance.now() - this.#epochStarted) / 1000;
    const left = done > 0 ? ` < ${clock((seconds / done) * (batchesPerEpoch - done))}` : '';
    const loss = Number.isNaN(this.#lastLoss) ? '' : ` loss ${this.#lastLoss.toFixed(4)}`;
    const step = done === batchesPerEpoch ? 'validating' : `batch ${done}/${batchesPerEpoch}`;
    return `epoch ${epoch + 1}/${epochs}, ${step} [${clock(seconds)}${left}]${loss}`;
  }
}

/** The live table of a Keras-style run: a row for each epoch, the one of the lowest validation loss marked. */
export class EpochTable {
  readonly #ports: NotebookPorts = notebookPorts();
  readonly #live = new LiveDisplay({ ports: this.#ports });
  readonly #table: TrainingTable;
  #lowest = Number.POSITIVE_INFINITY;

  /** @param names of the values of an epoch, in their order */
  constructor(
    readonly names: readonly string[],
    readonly epochs: number,
  ) {
    this.#table = new TrainingTable(['epoch', ...names, 'time']);
    if (this.#isTerminal) this.#print(this.#table.line());
  }

  /** Says how far an epoch is. */
  step(epoch: number, done: number, steps: number, loss: number): void {
    const note = `epoch ${epoch + 1}/${this.epochs}, batch ${done}/${steps} loss ${loss.toFixed(4)}`;
    if (!this.#isTerminal) this.#live.update(() => this.#table.render(note));
  }

  /** Adds a finished epoch. */
  add(epoch: number, values: Readonly<Record<string, number>>, seconds: number): void {
    const { rows } = this.#table;
    const watched = values.val_loss;
    if (watched !== undefined && watched < this.#lowest) {
      this.#lowest = watched;
      this.#table.best = rows.length;
    }
    rows.push([
      `${epoch + 1}/${this.epochs}`,
      ...this.names.map((name) => text(values[name])),
      clock(seconds),
    ]);
    if (this.#isTerminal) this.#print(this.#table.line(rows.at(-1)));
    else this.#live.update(() => this.#table.render());
  }

  /** Shows the last state, without progress. */
  finish(): void {
    if (!this.#isTerminal) this.#live.finish(() => this.#table.render());
  }

  get #isTerminal(): boolean {
    return this.#ports.kind === 'terminal';
  }

  #print(line: string): void {
    this.#ports.publish({ data: { 'text/plain': line } });
  }
}

function text(value: number | undefined): string {
  return value === undefined ? '' : value.toFixed(4);
}

/** The rows of a training table, as HTML and as text. */
export class TrainingTable {
  rows: string[][] = [];
  /** Number of the best row, −1 before there is one. */
  best = -1;

  constructor(readonly columns: readonly string[]) {}

  /** The table with a line below it. */
  render(note = ''): MimeBundle {
    return { 'text/html': this.#html(note), 'text/plain': this.#text(note) };
  }

  /** One line of text for a terminal, in columns of equal width; the head without a row. */
  line(row: readonly string[] = this.columns): string {
    return row.map((cell, i) => cell.padStart(Math.max(10, (this.columns[i] as string).length))).join(' ');
  }

  #html(note: string): string {
    const table = tableHtml(this.columns, this.rows, {
      className: 'tsvision-training',
      align: () => 'right',
      stressed: this.#isMarked(this.best) ? this.best : undefined,
      stressedTitle: 'best epoch',
    });
    return `${table}${note && `<div>${escapeHtml(note)}</div>`}`;
  }

  #text(note: string): string {
    const lines = tableLines([this.columns, ...this.rows], () => true);
    const marked = lines.map((line, i) => (this.#isMarked(i - 1) ? `${line}  ← best` : line));
    return [...marked, ...(note ? [note] : [])].join('\n');
  }

  /** One row alone is not worth a mark. */
  #isMarked(row: number): boolean {
    return row >= 0 && row === this.best && this.rows.length > 1;
  }
}
