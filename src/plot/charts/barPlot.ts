import { InvalidArgumentError } from '../../core/index.js';
import { Figure } from '../figure.js';
import { layoutOf, type PlotOptions, plainText } from './plotOptions.js';

/** Options of {@link barPlot}. */
export interface BarPlotOptions extends PlotOptions {
  /** Lying bars, the first on top: for long labels. @default false */
  readonly horizontal?: boolean;
  /** One CSS colour for all bars, or one for each. */
  readonly color?: string | readonly string[];
  /** Writes the value on each bar. @default false */
  readonly showValues?: boolean;
}

/**
 * One bar for each label, in their order; labels are names, also those that look like numbers or dates.
 * @example
 * ```ts
 * import { barPlot } from 'tsvision';
 * barPlot(['black', 'grizzly'], [12, 9], { horizontal: true });
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
  const { horizontal = false, color, showValues = false } = options;
  const numbers = Array.from(values);
  const names = labels.map((label) => plainText(String(label)));
  const along = horizontal ? { x: numbers, y: names } : { x: names, y: numbers };
  const layout = layoutOf({ [horizontal ? 'yType' : 'xType']: 'category', ...options });
  return new Figure({
    data: [
      {
        type: 'bar',
        orientation: horizontal ? 'h' : 'v',
        ...along,
        ...(color ? { marker: { color } } : {}),
        ...(showValues
          ? { text: numbers.map((n) => String(Number(n.toPrecision(4)))), textposition: 'auto' }
          : {}),
      },
    ],
    layout: horizontal
      ? { ...layout, yaxis: { ...(layout.yaxis as object), autorange: 'reversed' } }
      : layout,
  });
}
