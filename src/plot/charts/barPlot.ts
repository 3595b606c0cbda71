import { InvalidArgumentError } from '../../core/index.js';
import { Figure } from '../figure.js';
import { extentOf } from './axes.js';
import { layoutOf, type PlotOptions, plainText } from './plotOptions.js';

/** Options of {@link barPlot}. */
export interface BarPlotOptions extends PlotOptions {
  /** Lying bars, the first on top: for long labels. @default false */
  readonly horizontal?: boolean;
  /** One CSS colour for all bars, or one for each. */
  readonly color?: string | readonly string[];
  /** Writes the value on each bar. @default false, true with `log` */
  readonly showValues?: boolean;
  /**
   * Values on a logarithmic axis: for bars that differ a hundredfold, of which a plain axis shows one. The axis begins at
   * the power of ten below the least value that is greater than 0; others have no bar. @default false
   */
  readonly log?: boolean;
}

/**
 * One bar for each label, in their order; labels are names, also those that look like numbers or dates.
 * @example
 * ```ts
 * import { barPlot } from 'tsvision';
 * barPlot(['black', 'grizzly'], [12, 9], { horizontal: true });
 * barPlot(['constant', 'cosine'], [0.5, 0.0009], { log: true }); // both can be seen
 * ```
 */
export function barPlot(
  labels: readonly (string | number)[],
  values: ArrayLike<number>,
  options: BarPlotOptions = {},
): Figure {
  if (labels.length !== values.length)
    throw new InvalidArgumentError(
      'values',
      values,
      `a list of ${labels.length} numbers, one for each label`,
    );
  const { horizontal = false, color, log = false, showValues = log } = options;
  const numbers = Array.from(values);
  const names = labels.map((label) => plainText(String(label)));
  const along = horizontal ? { x: numbers, y: names } : { x: names, y: numbers };
  const layout = layoutOf(
    {
      [horizontal ? 'yType' : 'xType']: 'category',
      ...(log ? logarithmic(horizontal ? 'x' : 'y', numbers) : {}),
      ...options,
    },
    horizontal ? { xs: numbers } : { ys: numbers },
  );
  return new Figure({
    data: [
      {
        type: 'bar',
        orientation: horizontal ? 'h' : 'v',
        ...along,
        ...(color ? { marker: { color } } : {}),
        ...(showValues
          ? {
              text: numbers.map((n) => String(Number(n.toPrecision(4)))),
              textposition: log ? 'outside' : 'auto',
              textangle: 0,
            }
          : {}),
      },
    ],
    layout: horizontal
      ? { ...layout, yaxis: { ...(layout.yaxis as object), autorange: 'reversed' } }
      : layout,
  });
}

/** A bar is seen where the axis begins well below it, and its number where there is room above. */
function logarithmic(axis: 'x' | 'y', values: readonly number[]): Partial<PlotOptions> {
  const [low, high] = extentOf(values.filter((value) => value > 0)) ?? [1, 10];
  const begin = Math.floor(Math.log10(low) - 0.15);
  const end = Math.log10(high);
  const room = (end - begin) * 0.08;
  return { [`${axis}Type`]: 'log', [`${axis}Range`]: [10 ** begin, 10 ** (end + room)] };
}
