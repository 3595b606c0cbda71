import { Figure } from '../figure.js';
import { layoutOf, type PlotOptions } from './plotOptions.js';

/** Options of {@link histogram}. */
export interface HistogramOptions extends PlotOptions {
  /** Greatest number of bins. @default chosen by plotly */
  readonly bins?: number;
}

/** How often values occur; several named groups are laid over one another. */
export function histogram(
  values: ArrayLike<number> | Readonly<Record<string, ArrayLike<number>>>,
  options: HistogramOptions = {},
): Figure {
  const groups = isArrayLike(values) ? [[undefined, values] as const] : Object.entries(values);
  const { bins } = options;
  return new Figure({
    data: groups.map(([name, x]) => ({
      type: 'histogram',
      x,
      ...(name === undefined ? {} : { name }),
      ...(bins === undefined ? {} : { nbinsx: bins }),
      opacity: groups.length > 1 ? 0.6 : 1,
    })),
    layout: layoutOf(
      { yTitle: 'count', ...options, layout: { barmode: 'overlay', bargap: 0.04, ...options.layout } },
      groups.length,
    ),
  });
}

function isArrayLike(value: object): value is ArrayLike<number> {
  return typeof (value as ArrayLike<number>).length === 'number';
}
