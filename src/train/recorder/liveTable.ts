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

/** A training table where the user sees it: one display in a notebook, a line for each row in a terminal. */
class ShownTable extends TrainingTable {
  readonly #ports: NotebookPorts = notebookPorts();
  readonly #live = new LiveDisplay({ ports: this.#ports });
  readonly #isTerminal = this.#ports.kind === 'terminal';

  /** Shows the head, where rows follow it one by one. */
  begin(): void {
    if (this.#isTerminal) this.#print(this.line());
  }

  /** Says how far it is. A log file gets no progress: it would be all that is in it. */
  progress(note: () => string): void {
    if (!this.#isTerminal) this.#live.update(() => this.render(note()));
    else if (process.stdout.isTTY) this.#live.update(() => ({ 'text/plain': note() }));
  }

  /** Adds a row. @param isBest whether none before it was better */
  add(row: string[], isBest: boolean): void {
    if (isBest) this.best = this.rows.length;
    this.rows.push(row);
    if (this.#isTerminal) this.#print(this.line(row));
    else this.#live.update(() => this.render());
  }

  /** Shows the last state, with a line below it. */
  finish(note = ''): void {
    if (!this.#isTerminal) this.#live.finish(() => this.render(note));
    else if (note) this.#print(note);
  }

  #print(line: string): void {
    this.#ports.publish({ data: { 'text/plain': line } });
  }
}

/**
 * The one table that a run of training shows: a row for each finished epoch, the best one marked, and a line that
 * says how far the current epoch is. It is one display, so it survives an interrupt and saves with the notebook. A
 * terminal gets a line for each epoch.
 */
export class LiveTable implements TrainingCallback {
  readonly name = 'liveTable';
  readonly #monitor: Monitor;
  readonly #table: ShownTable;
  #epochStarted = 0;
  #lastLoss = Number.NaN;

  constructor(readonly metrics: readonly Metric[]) {
    this.#monitor = new Monitor(metrics, { monitor: metrics[0]?.name ?? 'valid_loss' }, true);
    const names = metrics.map(({ name }) => name);
    this.#table = new ShownTable(['epoch', 'train_loss', 'valid_loss', ...names, 'time']);
  }

  onTrainBegin(): void {
    this.#table.begin();
  }

  onEpochBegin(state: TrainingState): void {
    this.#epochStarted = performance.now();
    this.#table.progress(() => this.#progress(state, 0));
  }

  onLoss(_state: TrainingState, { loss }: BatchRecord): void {
    this.#lastLoss = loss;
  }

  onBatchEnd(state: TrainingState): void {
    this.#table.progress(() => this.#progress(state, 1));
  }

  onEpochEnd(state: TrainingState): void {
    const { epoch, smoothLoss, validation, epochSeconds } = state;
    const figures = [
      smoothLoss,
      validation?.loss,
      ...(validation?.metrics ?? this.metrics.map(() => undefined)),
    ];
    const texts = figures.map((figure) => (figure === undefined ? '' : figure.toFixed(6)));
    this.#table.add([String(epoch), ...texts, clock(epochSeconds)], this.#monitor.isBest(state));
  }

  onTrainEnd(state: TrainingState): void {
    const stopped = state.error ?? state.stopReason;
    const reason = stopped instanceof Error ? stopped.message.split('\n')[0] : stopped;
    this.#table.finish(reason === undefined ? '' : `Stopped: ${reason}`);
  }

  saveState(): unknown {
    return { rows: this.#table.rows, best: this.#table.best, value: this.#monitor.best };
  }

  loadState(state: { rows: string[][]; best: number; value?: number }): void {
    this.#table.rows = state.rows.map((row) => [...row]);
    this.#table.best = state.best;
    this.#monitor.best = state.value;
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
  readonly #table: ShownTable;
  #lowest = Number.POSITIVE_INFINITY;

  /** @param names of the values of an epoch, in their order */
  constructor(
    readonly names: readonly string[],
    readonly epochs: number,
  ) {
    this.#table = new ShownTable(['epoch', ...names, 'time']);
    this.#table.begin();
  }

  /** Says how far an epoch is. */
  step(epoch: number, done: number, steps: number, loss: number): void {
    this.#table.progress(
      () => `epoch ${epoch + 1}/${this.epochs}, batch ${done}/${steps} loss ${loss.toFixed(4)}`,
    );
  }

  /** Adds a finished epoch. */
  add(epoch: number, values: Readonly<Record<string, number>>, seconds: number): void {
    const watched = values.val_loss ?? Number.NaN;
    const isBest = watched < this.#lowest;
    if (isBest) this.#lowest = watched;
    const texts = this.names.map((name) => text(values[name]));
    this.#table.add([`${epoch + 1}/${this.epochs}`, ...texts, clock(seconds)], isBest);
  }

  /** Shows the last state, without progress. */
  finish(): void {
    this.#table.finish();
  }
}

function text(value: number | undefined): string {
  return value === undefined ? '' : value.toFixed(4);
}
