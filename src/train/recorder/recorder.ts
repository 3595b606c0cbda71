import { type Figure, linePlot, type Series } from '../../plot/index.js';
import { History } from './history.js';
import type { LrFindPoint, LrSuggestions } from './suggestions.js';

/** Options of {@link Recorder.plot}. */
export interface RecorderPlotOptions {
  /** Points left out at the start. @default 10 */
  readonly skipStart?: number;
  /** Points left out at the end, where the loss explodes. @default 5 */
  readonly skipEnd?: number;
  /** Mark the suggested rates. @default true after `lrFind` */
  readonly suggestion?: boolean;
}

/**
 * What was measured in the last run of training or of `lrFind`. The plots are figures: the last expression of a
 * notebook cell shows itself, elsewhere give them to `display`.
 */
export class Recorder {
  #history = new History([]);
  #suggestions: LrSuggestions | undefined;

  /** Makes `history` the one that is plotted; for whatever runs the training. */
  show(history: History, suggestions?: LrSuggestions): void {
    this.#history = history;
    this.#suggestions = suggestions;
  }

  /** Losses, rates, momenta and epochs of the last run. */
  get history(): History {
    return this.#history;
  }

  /** Loss of each batch. */
  get losses(): readonly number[] {
    return this.#history.losses;
  }

  /** Learning rate of the last layer group, batch by batch. */
  get lrs(): readonly number[] {
    return this.#history.lrs;
  }

  /** Momentum, batch by batch. */
  get moms(): readonly number[] {
    return this.#history.moms;
  }

  /** Validation loss of each epoch. */
  get valLosses(): readonly number[] {
    return this.#history.epochs.flatMap(({ validLoss }) => (validLoss === undefined ? [] : [validLoss]));
  }

  /** Values of the metrics, epoch by epoch. */
  get metrics(): readonly (readonly number[])[] {
    return this.#history.epochs.map(({ metrics }) => metrics);
  }

  /** Smoothed loss against the learning rate, on a logarithmic axis: the picture after `lrFind`. */
  plot({ skipStart = 10, skipEnd = 5, suggestion = true }: RecorderPlotOptions = {}): Figure {
    const { lrs, smoothLosses } = this.#history;
    const end = Math.max(skipStart, lrs.length - skipEnd);
    const points = lrs
      .map((lr, i) => ({ lr, loss: smoothLosses[i] as number }))
      .slice(skipStart, end)
      .filter(({ loss }) => Number.isFinite(loss));
    const curve: Series = { x: points.map(({ lr }) => lr), y: points.map(({ loss }) => loss), name: 'loss' };
    const marks = suggestion && this.#suggestions ? markers(points, this.#suggestions) : [];
    return linePlot([curve, ...marks], { xTitle: 'learning rate', yTitle: 'loss (smoothed)', xType: 'log' });
  }

  /** Learning rate of each batch. @param showMoms also the momentum, below it. @default false */
  plotLr({ showMoms = false } = {}): Figure {
    const options = { xTitle: 'batch', yTitle: 'learning rate' };
    if (!showMoms) return linePlot([{ y: this.lrs, name: 'learning rate' }], options);
    const momentum: Series = { y: this.moms, name: 'momentum', trace: { yaxis: 'y2' } };
    return linePlot([{ y: this.lrs, name: 'learning rate' }, momentum], {
      ...options,
      layout: { yaxis2: { title: { text: 'momentum' }, overlaying: 'y', side: 'right', showgrid: false } },
    });
  }

  /** Momentum of each batch. */
  plotMomentum(): Figure {
    return linePlot([{ y: this.moms, name: 'momentum' }], { xTitle: 'batch', yTitle: 'momentum' });
  }

  /** Training loss (smoothed, batch by batch) and validation loss (at the end of each epoch). */
  plotLosses({ skipStart = 0, skipEnd = 0 } = {}): Figure {
    const { smoothLosses, epochs } = this.#history;
    const end = Math.max(skipStart, smoothLosses.length - skipEnd);
    const train: Series = {
      x: Array.from({ length: end - skipStart }, (_, i) => i + skipStart),
      y: smoothLosses.slice(skipStart, end),
      name: 'train',
    };
    const measured = epochs.filter(({ validLoss }) => validLoss !== undefined);
    const valid: Series = {
      x: measured.map(({ iteration }) => iteration),
      y: measured.map(({ validLoss }) => validLoss as number),
      name: 'valid',
      mode: 'lines+markers',
    };
    return linePlot(measured.length > 0 ? [train, valid] : [train], { xTitle: 'batch', yTitle: 'loss' });
  }

  /** The metrics over the epochs. */
  plotMetrics(): Figure {
    const { metricNames, epochs } = this.#history;
    const series = metricNames.map((name, i): Series => {
      const y = epochs.map(({ metrics }) => metrics[i] ?? Number.NaN);
      return { y, name, mode: 'lines+markers' };
    });
    return linePlot(series, { xTitle: 'epoch', yTitle: metricNames.join(', '), showLegend: true });
  }
}

/** The curve's points at the suggested rates; one that lies outside the drawn part is left out. */
function markers(points: readonly LrFindPoint[], suggestions: LrSuggestions): Series[] {
  return Object.entries(suggestions).flatMap(([name, rate]: [string, number]) => {
    const point = points.find(({ lr }) => lr >= rate * (1 - 1e-9));
    if (!point || point.lr > rate * 1.5) return [];
    return [
      {
        x: [rate],
        y: [point.loss],
        name: `${name} ${rate.toExponential(2)}`,
        mode: 'markers',
        size: 10,
      } as const,
    ];
  });
}
