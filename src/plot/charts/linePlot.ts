import { Figure } from '../figure.js';
import { layoutOf, type PlotOptions } from './plotOptions.js';
import { type SeriesInput, seriesOf, traceOf, xTypeOf } from './series.js';

/** Draws lines: `linePlot([3, 2, 1])`, or series with names, as matplotlib's `plot`. */
export function linePlot(input: SeriesInput, options: PlotOptions = {}): Figure {
  const series = seriesOf(input);
  return new Figure({
    data: series.map((one) => traceOf(one, 'lines')),
    layout: layoutOf({ ...xTypeOf(series), ...options }, series.length),
  });
}

/** Draws points: one series or several, as matplotlib's `scatter`. A series with `mode: 'lines'` adds a line. */
export function scatterPlot(input: SeriesInput, options: PlotOptions = {}): Figure {
  const series = seriesOf(input);
  return new Figure({
    data: series.map((one) => traceOf(one, 'markers')),
    layout: layoutOf({ ...xTypeOf(series), ...options }, series.length),
  });
}
