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

  /** @param bestBy by what a row is the best, said below the table. @default not said */
  constructor(
    readonly columns: readonly string[],
    readonly bestBy = '',
  ) {}

  /** The table with a line below it, and a bar where a share of the work is done. */
  render(note = '', share?: number): MimeBundle {
    return { 'text/html': this.#html(note, share), 'text/plain': this.#text(note) };
  }

  /** One line of text for a terminal, in columns of equal width; the head without a row. */
  line(row: readonly string[] = this.columns): string {
    return row.map((cell, i) => cell.padStart(Math.max(10, (this.columns[i] as string).length))).join(' ');
  }

  #html(note: string, share: number | undefined): string {
    const table = tableHtml(this.columns, this.rows, {
      className: 'tsvision-training',
      align: () => 'right',
      stressed: this.#isMarked(this.best) ? this.best : undefined,
      stressedTitle: 'best epoch',
    });
    const why = this.#isMarked(this.best) && this.bestBy ? `<div>${boldIsBest(this.bestBy)}</div>` : '';
    const bar = share === undefined ? '' : `${progressHtml(share)} `;
    return `${table}${why}${note && `<div>${bar}<span>${escapeHtml(note)}</span></div>`}`;
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

/** What the row in bold is; nobody rests the mouse on a row to learn it. */
function boldIsBest(by: string): string {
  return `<small style="opacity:0.75"><b>bold</b>: best ${escapeHtml(by)}</small>`;
}

function progressHtml(share: number): string {
  return `<progress value="${share.toFixed(4)}" max="1" style="width:18em;vertical-align:middle"></progress>`;
}

/** How far a run is. */
interface Progress {
  readonly note: string;
  /** Of the whole run, 0 to 1. */
  readonly share: number;
}

/** A training table where the user sees it: one display in a notebook, a line for each row in a terminal. */
class ShownTable extends TrainingTable {
  readonly #ports: NotebookPorts = notebookPorts();
  readonly #live = new LiveDisplay({ ports: this.#ports });
  readonly #isTerminal = this.#ports.kind === 'terminal';
  #beat: NodeJS.Timeout | undefined;

  /** Shows the head, where rows follow it one by one. */
  begin(): void {
    if (this.#isTerminal) this.#print(this.line());
  }

  /**
   * Says how far it is, and says it anew each second until it is told something else: a slow first batch, or a validation,
   * looks no more as if it hung. A log file gets no progress: it would be all that is in it.
   */
  progress(now: () => Progress): void {
    clearInterval(this.#beat);
    this.#tell(now);
    this.#beat = setInterval(() => this.#tell(now), 1000);
    this.#beat.unref();
  }

  #tell(now: () => Progress): void {
    if (!this.#isTerminal) {
      this.#live.update(() => {
        const { note, share } = now();
        return this.render(note, share);
      });
    } else if (process.stdout.isTTY) this.#live.update(() => ({ 'text/plain': terminalBar(now()) }));
  }

  /** Adds a row. @param isBest whether none before it was better */
  add(row: string[], isBest: boolean): void {
    clearInterval(this.#beat);
    if (isBest) this.best = this.rows.length;
    this.rows.push(row);
    if (this.#isTerminal) this.#print(this.line(row));
    else this.#live.update(() => this.render());
  }

  /** Shows the last state, with a line below it. */
  finish(note = ''): void {
    clearInterval(this.#beat);
    if (!this.#isTerminal) this.#live.finish(() => this.render(note));
    else if (note) this.#print(note);
  }

  #print(line: string): void {
    this.#ports.publish({ data: { 'text/plain': line } });
  }
}

function terminalBar({ note, share }: Progress): string {
  const filled = Math.round(share * 20);
  return `${'█'.repeat(filled)}${'░'.repeat(20 - filled)} ${note}`;
}

/**
 * The one table that a run of training shows: a row for each finished epoch, the best one marked, and a bar that
 * says how far the run is. It is one display, so it survives an interrupt and saves with the notebook. A
 * terminal gets a line for each epoch.
 */
export class LiveTable implements TrainingCallback {
  readonly name = 'liveTable';
  readonly #monitor: Monitor;
  readonly #table: ShownTable;
  #started = 0;
  /** Batches of an earlier run that this one goes on with: they took none of its time. */
  #before = 0;
  #lastLoss = Number.NaN;

  constructor(readonly metrics: readonly Metric[]) {
    const monitor = metrics[0]?.name ?? 'valid_loss';
    this.#monitor = new Monitor(metrics, { monitor }, true);
    const names = metrics.map(({ name }) => name);
    this.#table = new ShownTable(['epoch', 'train_loss', 'valid_loss', ...names, 'time'], monitor);
  }

  onTrainBegin(state: TrainingState): void {
    this.#started = performance.now();
    this.#before = state.iteration;
    this.#table.begin();
  }

  onEpochBegin(state: TrainingState): void {
    this.#table.progress(this.#progress(state, 0));
  }

  onLoss(_state: TrainingState, { loss }: BatchRecord): void {
    this.#lastLoss = loss;
  }

  onBatchEnd(state: TrainingState): void {
    this.#table.progress(this.#progress(state, 1));
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

  /** How far it is now; only its clock goes on. */
  #progress({ epoch, epochs, batch, batchesPerEpoch }: TrainingState, finished: 0 | 1): () => Progress {
    const inEpoch = batch + finished;
    const done = epoch * batchesPerEpoch + inEpoch;
    const all = epochs * batchesPerEpoch;
    const here = done - this.#before;
    const perBatch = (performance.now() - this.#started) / 1000 / here;
    const left = here > 0 ? ` < ${clock(perBatch * (all - done))}` : '';
    const step = inEpoch === batchesPerEpoch ? 'validating' : `batch ${inEpoch}/${batchesPerEpoch}`;
    return () => {
      const seconds = (performance.now() - this.#started) / 1000;
      const loss = Number.isNaN(this.#lastLoss) ? '' : ` loss ${this.#lastLoss.toFixed(4)}`;
      return {
        note: `${epochOf(epoch, epochs)}, ${step} [${clock(seconds)}${left}]${loss}`,
        share: done / all,
      };
    };
  }
}

/** Epochs count from 0, as in the table's rows; a count says how many there are. */
function epochOf(epoch: number, epochs: number): string {
  return `epoch ${epoch} (${epoch + 1} of ${epochs})`;
}

/** The live table of a Keras-style run: a row for each epoch, the one of the lowest validation loss marked. */
export class EpochTable {
  readonly #table: ShownTable;
  readonly #started = performance.now();
  #lowest = Number.POSITIVE_INFINITY;

  /** @param names of the values of an epoch, in their order */
  constructor(
    readonly names: readonly string[],
    readonly epochs: number,
  ) {
    this.#table = new ShownTable(['epoch', ...names, 'time'], 'val_loss');
    this.#table.begin();
  }

  /** Says how far an epoch is. */
  step(epoch: number, done: number, steps: number, loss: number): void {
    const seconds = (performance.now() - this.#started) / 1000;
    const share = (epoch + done / steps) / this.epochs;
    const left = share > 0 ? ` < ${clock((seconds / share) * (1 - share))}` : '';
    const note = `${epochOf(epoch, this.epochs)}, batch ${done}/${steps} [${clock(seconds)}${left}] loss ${loss.toFixed(4)}`;
    this.#table.progress(() => ({ note, share }));
  }

  /** Adds a finished epoch. */
  add(epoch: number, values: Readonly<Record<string, number>>, seconds: number): void {
    const watched = values.val_loss ?? Number.NaN;
    const isBest = watched < this.#lowest;
    if (isBest) this.#lowest = watched;
    const texts = this.names.map((name) => text(values[name]));
    this.#table.add([String(epoch), ...texts, clock(seconds)], isBest);
  }

  /** Shows the last state, without progress. */
  finish(): void {
    this.#table.finish();
  }
}

function text(value: number | undefined): string {
  return value === undefined ? '' : value.toFixed(4);
}
