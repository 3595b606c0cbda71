import { clock, escapeHtml, LiveDisplay, type MimeBundle } from '../../notebook/index.js';
import type { TrainingCallback } from '../loop/trainingCallback.js';
import type { BatchRecord, TrainingState } from '../loop/trainingState.js';
import type { Metric } from '../metrics/metric.js';
import { Monitor } from './monitor.js';

/**
 * The one table that a run of training shows: a row for each finished epoch, the best one marked, and a line that
 * says how far the current epoch is. It is one display, so it survives an interrupt and saves with the notebook.
 */
export class LiveTable implements TrainingCallback {
  readonly name = 'liveTable';
  readonly #live = new LiveDisplay();
  readonly #monitor: Monitor;
  #rows: string[][] = [];
  #best = -1;
  #epochStarted = 0;
  #lastLoss = Number.NaN;

  constructor(readonly metrics: readonly Metric[]) {
    this.#monitor = new Monitor(metrics, { monitor: metrics[0]?.name ?? 'valid_loss' });
  }

  onEpochBegin(state: TrainingState): void {
    this.#epochStarted = performance.now();
    this.#live.update(() => this.#render(this.#progress(state)));
  }

  onLoss(_state: TrainingState, { loss }: BatchRecord): void {
    this.#lastLoss = loss;
  }

  onBatchEnd(state: TrainingState): void {
    this.#live.update(() => this.#render(this.#progress(state, 1)));
  }

  onEpochEnd(state: TrainingState): void {
    const { epoch, smoothLoss, validation, epochSeconds } = state;
    if (this.#monitor.isBest(state)) this.#best = this.#rows.length;
    const figures = [
      smoothLoss,
      validation?.loss,
      ...(validation?.metrics ?? this.metrics.map(() => undefined)),
    ];
    this.#rows.push([
      String(epoch),
      ...figures.map((figure) => (figure === undefined ? '' : figure.toFixed(6))),
      clock(epochSeconds),
    ]);
    this.#live.update(() => this.#render());
  }

  onTrainEnd(state: TrainingState): void {
    const stopped = state.error ?? state.stopReason;
    const reason = stopped instanceof Error ? stopped.message.split('\n')[0] : stopped;
    this.#live.finish(() => this.#render(reason === undefined ? '' : `Stopped: ${reason}`));
  }

  saveState(): unknown {
    return { rows: this.#rows, best: this.#best, value: this.#monitor.best };
  }

  loadState(state: { rows: string[][]; best: number; value?: number }): void {
    this.#rows = state.rows.map((row) => [...row]);
    this.#best = state.best;
    this.#monitor.best = state.value;
  }

  #progress({ epoch, epochs, batch, batchesPerEpoch }: TrainingState, finished = 0): string {
    const done = batch + finished;
    const seconds = (performance.now() - this.#epochStarted) / 1000;
    const left = done > 0 ? ` < ${clock((seconds / done) * (batchesPerEpoch - done))}` : '';
    const loss = Number.isNaN(this.#lastLoss) ? '' : ` loss ${this.#lastLoss.toFixed(4)}`;
    const step = done === batchesPerEpoch ? 'validating' : `batch ${done}/${batchesPerEpoch}`;
    return `epoch ${epoch + 1}/${epochs}, ${step} [${clock(seconds)}${left}]${loss}`;
  }

  #render(note = ''): MimeBundle {
    const columns = ['epoch', 'train_loss', 'valid_loss', ...this.metrics.map(({ name }) => name), 'time'];
    return { 'text/html': this.#html(columns, note), 'text/plain': this.#text(columns, note) };
  }

  #html(columns: readonly string[], note: string): string {
    const cells = (tag: string, values: readonly string[]): string =>
      values.map((value) => `<${tag} style="text-align:right">${escapeHtml(value)}</${tag}>`).join('');
    const rows = this.#rows.map((row, i) => {
      const best = i === this.#best && this.#rows.length > 1;
      return `<tr${best ? ' style="font-weight:bold" title="best epoch"' : ''}>${cells('td', row)}</tr>`;
    });
    return (
      `<table class="tsvision-training"><thead><tr>${cells('th', columns)}</tr></thead><tbody>${rows.join('')}` +
      `</tbody></table>${note && `<div>${escapeHtml(note)}</div>`}`
    );
  }

  #text(columns: readonly string[], note: string): string {
    const lines = [columns, ...this.#rows];
    const widths = columns.map((_, i) => Math.max(...lines.map((line) => (line[i] ?? '').length)));
    const text = lines.map((line, i) => {
      const best = i - 1 === this.#best && this.#rows.length > 1 ? '  ← best' : '';
      return line.map((cell, j) => cell.padStart(widths[j] as number)).join('  ') + best;
    });
    return [...(this.#rows.length > 0 || !note ? text : []), ...(note ? [note] : [])].join('\n');
  }
}
