import { type Figure, type FigureSize, linePlot, type Series } from '../../plot/index.js';
import { History } from './history.js';
import { rateFigure } from './rateFigure.js';
import type { LrSuggestions } from './suggestions.js';

/** Options of {@link Recorder.plot}. */
export interface RecorderPlotOptions extends FigureSize {
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

  /**
   * Smoothed loss against the learning rate, on a logarithmic axis: the picture after `lrFind`. Each suggestion is a point
   * with its rule; none is marked where the loss does not clearly fall, for then every rule picks noise.
   */
  plot({ skipStart = 10, skipEnd = 5, suggestion = true, ...size }: RecorderPlotOptions = {}): Figure {
    const { lrs, smoothLosses } = this.#history;
    const end = Math.max(skipStart, lrs.length - skipEnd);
    const points = lrs
      .map((lr, i) => ({ lr, loss: smoothLosses[i] as number }))
      .slice(skipStart, end)
      .filter(({ loss }) => Number.isFinite(loss));
    return rateFigure(points, suggestion ? this.#suggestions : undefined, size);
  }

  /** Learning rate of each batch. @param showMoms also the momentum, on an axis at the right. @default false */
  plotLr({ showMoms = false, ...size }: FigureSize & { readonly showMoms?: boolean } = {}): Figure {
    const options = { title: 'Learning rate', xTitle: 'batch', yTitle: 'learning rate', ...size };
    if (!showMoms) return linePlot([{ y: this.lrs, name: 'learning rate' }], options);
    const momentum: Series = { y: this.moms, name: 'momentum', trace: { yaxis: 'y2' } };
    return linePlot([{ y: this.lrs, name: 'learning rate' }, momentum], {
      ...options,
      title: 'Learning rate and momentum',
      layout: {
        yaxis2: {
          title: { text: 'momentum' },
          overlaying: 'y',
          side: 'right',
          showgrid: false,
          automargin: true,
        },
        // Beside the plot stands the second axis.
        legend: { orientation: 'h', x: 0, y: -0.2, yanchor: 'top' },
      },
    });
  }

  /** Momentum of each batch. */
  plotMomentum(size: FigureSize = {}): Figure {
    const options = { title: 'Momentum', xTitle: 'batch', yTitle: 'momentum', ...size };
    return linePlot([{ y: this.moms, name: 'momentum' }], options);
  }

  /**
   * Training loss (each batch faintly, and smoothed) and validation loss (at the end of each epoch). The smoothed curve is
   * fastai's: a mean of the batches so far at first, so that it begins at the first batch, however lucky.
   */
  plotLosses({ skipStart = 0, skipEnd = 0, ...size }: Omit<RecorderPlotOptions, 'suggestion'> = {}): Figure {
    const { losses, smoothLosses, epochs } = this.#history;
    const end = Math.max(skipStart, smoothLosses.length - skipEnd);
    const x = Array.from({ length: end - skipStart }, (_, i) => i + skipStart);
    const train: Series = { x, y: smoothLosses.slice(skipStart, end), name: 'train', color: colours.train };
    const measured = epochs.filter(({ validLoss }) => validLoss !== undefined);
    const valid: Series = {
      x: measured.map(({ iteration }) => iteration),
      y: measured.map(({ validLoss }) => validLoss as number),
      name: 'valid',
      mode: 'lines+markers',
      color: colours.valid,
    };
    const batches: Series = {
      x,
      y: losses.slice(skipStart, end),
      name: 'each batch',
      color: colours.train,
      size: 1,
      opacity: 0.35,
      trace: { zorder: -1 },
    };
    return linePlot(measured.length > 0 ? [train, valid, batches] : [train, batches], {
      title: 'Losses',
      xTitle: 'batch',
      yTitle: 'loss',
      ...size,
    });
  }

  /** The metrics over the epochs, which count from 0 as in the table. */
  plotMetrics(size: FigureSize = {}): Figure {
    const { metricNames, epochs } = this.#history;
    const series = metricNames.map((name, i): Series => {
      const y = epochs.map(({ metrics }) => metrics[i] ?? Number.NaN);
      return { x: epochs.map(({ epoch }) => epoch), y, name, mode: 'lines+markers' };
    });
    const yTitle = metricNames.join(', ');
    return linePlot(series, { title: 'Metrics', xTitle: 'epoch', yTitle, showLegend: true, ...size });
  }
}

/** Of Okabe and Ito's palette: blue and orange. */
const colours = { train: '#0072b2', valid: '#e69f00' } as const;
