import type { Trace } from '../figureSpec.js';

/** One line, or one cloud of points. */
export interface Series {
  /** @default 0, 1, 2, … */
  readonly x?: ArrayLike<number> | readonly string[];
  readonly y: ArrayLike<number>;
  /** Stands in the legend. */
  readonly name?: string;
  /** Any CSS colour. @default the next colour of the palette */
  readonly color?: string;
  /** @default 'lines' for a line plot, 'markers' for a scatter plot */
  readonly mode?: 'lines' | 'markers' | 'lines+markers';
  readonly dash?: 'solid' | 'dot' | 'dash' | 'dashdot';
  /** Line width or marker diameter in pixels. @default 2 for lines, 7 for markers */
  readonly size?: number;
  /** 0 (invisible) to 1. @default 1 */
  readonly opacity?: number;
  /** A text for each point, shown on hovering. */
  readonly text?: readonly string[];
  /** A number for each point that chooses its colour; a colour bar is drawn. */
  readonly values?: ArrayLike<number>;
  /** Anything else of plotly's scatter trace. */
  readonly trace?: Trace;
}

/** What a line or scatter plot draws: numbers, one series, or several. */
export type SeriesInput = ArrayLike<number> | Series | readonly Series[];

/** The input as a list of series. */
export function seriesOf(input: SeriesInput): readonly Series[] {
  if (isSeries(input)) return [input];
  if (Array.isArray(input) && input.length > 0 && isSeries(input[0])) return input as readonly Series[];
  return [{ y: input as ArrayLike<number> }];
}

/** The plotly trace of a series. */
export function traceOf(series: Series, defaultMode: 'lines' | 'markers'): Trace {
  const { y, name, color, mode = defaultMode, dash, size, opacity, text, values } = series;
  return {
    type: 'scatter',
    mode,
    x: series.x ?? Array.from(y, (_, i) => i),
    y,
    ...(name === undefined ? {} : { name }),
    ...(opacity === undefined ? {} : { opacity }),
    ...(text ? { text, hovertemplate: '%{text}<br>%{x:.4~g}, %{y:.4~g}<extra></extra>' } : {}),
    ...(mode.includes('lines')
      ? { line: { ...(color ? { color } : {}), dash, width: mode === 'lines' ? (size ?? 2) : 2 } }
      : {}),
    ...(mode.includes('markers')
      ? {
          marker: {
            size: size ?? 7,
            ...(values ? { color: values, colorscale: 'Viridis', showscale: true } : color ? { color } : {}),
          },
        }
      : {}),
    ...series.trace,
  };
}

function isSeries(value: unknown): value is Series {
  return typeof value === 'object' && value !== null && 'y' in value;
}
