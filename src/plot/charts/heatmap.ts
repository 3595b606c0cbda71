import { Figure } from '../figure.js';
import { layoutOf, type PlotOptions, plainText } from './plotOptions.js';

/** Options of {@link heatmap}. */
export interface HeatmapOptions extends PlotOptions {
  /** Names of the columns. @default their numbers */
  readonly xLabels?: readonly string[];
  /** Names of the rows. @default their numbers */
  readonly yLabels?: readonly string[];
  /** Writes the value into each cell. @default up to 30 × 30 cells */
  readonly showValues?: boolean;
  /** How a value is written. @default up to four significant digits */
  readonly format?: (value: number) => string;
  /** A plotly colour scale. @default white to dark blue */
  readonly colorscale?: string | readonly (readonly [number, string])[];
  /** Draws the bar that explains the colours. @default true */
  readonly showScale?: boolean;
}

const mostWrittenCells = 30 * 30;

/** Light is low: plotly's own Blues runs the other way. Source: ColorBrewer. */
const blues = [
  [0, '#f7fbff'],
  [0.25, '#c6dbef'],
  [0.5, '#6baed6'],
  [0.75, '#2171b5'],
  [1, '#08306b'],
] as const;

/**
 * A matrix as colours, its first row on top. @param z rows of numbers, all of one length
 * @example
 * ```ts
 * import { heatmap } from 'tsvision';
 * heatmap([[5, 1], [0, 6]], { xLabels: ['cat', 'dog'], yLabels: ['cat', 'dog'] });
 * ```
 */
export function heatmap(z: readonly ArrayLike<number>[], options: HeatmapOptions = {}): Figure {
  const rows = z.map((row) => Array.from(row));
  const cells = rows.length * (rows[0]?.length ?? 0);
  const {
    showValues = cells <= mostWrittenCells,
    format = fourDigits,
    colorscale = blues,
    showScale = true,
  } = options;
  const { xLabels, yLabels } = options;
  const layout = layoutOf({
    ...(xLabels ? { xType: 'category' } : {}),
    ...(yLabels ? { yType: 'category' } : {}),
    ...options,
  });
  return new Figure({
    data: [
      {
        type: 'heatmap',
        z: rows,
        ...(xLabels ? { x: xLabels.map(plainText) } : {}),
        ...(yLabels ? { y: yLabels.map(plainText) } : {}),
        colorscale,
        showscale: showScale,
        xgap: 1,
        ygap: 1,
        ...(showValues ? { text: rows.map((row) => row.map(format)), texttemplate: '%{text}' } : {}),
        hovertemplate: '%{y} → %{x}: %{z}<extra></extra>',
      },
    ],
    layout: {
      ...layout,
      xaxis: {
        ...(layout.xaxis as object),
        constrain: 'domain',
        showgrid: false,
        zeroline: false,
      },
      yaxis: {
        ...(layout.yaxis as object),
        autorange: 'reversed',
        showgrid: false,
        // It would show as dots between the cells of row 0.
        zeroline: false,
      },
    },
  });
}

function fourDigits(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(4))) : '';
}
