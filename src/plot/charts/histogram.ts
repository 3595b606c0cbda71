import { Figure } from '../figure.js';
import { areNames, layoutOf, type PlotOptions, plainText } from './plotOptions.js';

/** Options of {@link histogram}. */
export interface HistogramOptions extends PlotOptions {
  /** Greatest number of bins. @default chosen by plotly */
  readonly bins?: number;
}

/**
 * How often values, or names, occur; several named groups are laid over one another. An object puts groups whose names
 * are whole numbers first: a `Map` keeps their order.
 * @example
 * ```ts
 * import { histogram } from 'tsvision';
 * histogram({ right: [0.1, 0.2, 0.2], wrong: [1.5, 2.5] }, { xTitle: 'loss' });
 * ```
 */
export function histogram(
  values: HistogramValues | ReadonlyMap<string, HistogramValues> | Readonly<Record<string, HistogramValues>>,
  options: HistogramOptions = {},
): Figure {
  const groups = groupsOf(values);
  const { bins } = options;
  const named = groups.some(([, x]) => areNames(x));
  return new Figure({
    data: groups.map(([name, x]) => ({
      type: 'histogram',
      x: areNames(x) ? x.map(plainText) : x,
      ...(name === undefined ? {} : { name: plainText(name) }),
      ...(bins === undefined ? {} : { nbinsx: bins }),
      opacity: groups.length > 1 ? 0.6 : 1,
    })),
    layout: layoutOf(
      {
        yTitle: 'count',
        ...(named ? { xType: 'category' } : {}),
        ...options,
        layout: { barmode: 'overlay', bargap: 0.04, ...options.layout },
      },
      { names: groups.map(([name]) => name), xs: groups.flatMap(([, x]) => Array.from<unknown>(x)) },
    ),
  });
}

/** Numbers, or names, of one group. */
export type HistogramValues = ArrayLike<number> | readonly string[];

function groupsOf(
  values: Parameters<typeof histogram>[0],
): readonly (readonly [name: string | undefined, values: HistogramValues])[] {
  if (values instanceof Map) return [...values];
  return isArrayLike(values) ? [[undefined, values]] : Object.entries(values as object);
}

function isArrayLike(value: object): value is HistogramValues {
  return typeof (value as ArrayLike<number>).length === 'number';
}
