import { Figure } from '../figure.js';
import { layoutOf, type PlotOptions } from './plotOptions.js';
import { drawnData, type SeriesInput, seriesOf, traceOf, xTypeOf } from './series.js';

/**
 * Draws lines: `linePlot([3, 2, 1])`, or series with names, as matplotlib's `plot`.
 * @example
 * ```ts
 * import { linePlot } from 'tsvision';
 * linePlot([{ y: [0.9, 0.5, 0.3], name: 'train' }, { y: [1, 0.7, 0.6], name: 'valid' }], { yTitle: 'loss' });
 * ```
 */
export function linePlot(input: SeriesInput, options: PlotOptions = {}): Figure {
  const series = seriesOf(input);
  return new Figure({
    data: series.map((one) => traceOf(one, 'lines')),
    layout: layoutOf({ ...xTypeOf(series), ...options }, drawnData(series)),
  });
}

/**
 * Draws points: one series or several, as matplotlib's `scatter`. A series with `mode: 'lines'` adds a line.
 * @example
 * ```ts
 * import { scatterPlot } from 'tsvision';
 * scatterPlot({ x: [1, 2, 3], y: [1, 4, 9], text: ['a', 'b', 'c'] });
 * ```
 */
export function scatterPlot(input: SeriesInput, options: PlotOptions = {}): Figure {
  const series = seriesOf(input);
  return new Figure({
    data: series.map((one) => traceOf(one, 'markers')),
    layout: layoutOf({ ...xTypeOf(series), ...options }, drawnData(series)),
  });
}
