import { clock, LiveDisplay, type NotebookPorts, notebookPorts } from '../../notebook/index.js';
import type { TrainingCallback } from '../loop/trainingCallback.js';
import type { BatchRecord, TrainingState } from '../loop/trainingState.js';
import type { Metric } from '../metrics/metric.js';
import { Monitor } from './monitor.js';
import { TrainingTable } from './trainingTable.js';

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
