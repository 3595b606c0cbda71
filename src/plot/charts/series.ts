import { InvalidArgumentError } from '../../core/index.js';
import type { Trace } from '../figureSpec.js';
import { areNames, type DrawnData, type PlotOptions, plainText } from './plotOptions.js';

/**
 * An exponential moving average that starts at the first point, so that a noisy curve shows its course.
 * Source: `smooth_curve` of Chollet's Keras book.
 * @param factor weight of what came before, 0 (no smoothing) to below 1. @default 0.8
 * @example
 * ```ts
 * import { smoothCurve } from 'tsvision';
 * smoothCurve([1, 0], 0.5); // → [ 1, 0.5 ]
 * ```
 */
export function smoothCurve(points: ArrayLike<number>, factor = 0.8): number[] {
  if (!(factor >= 0 && factor < 1))
    throw new InvalidArgumentError('factor', factor, 'at least 0 and less than 1');
  const smoothed: number[] = [];
  for (const point of Array.from(points)) {
    const previous = smoothed.at(-1);
    smoothed.push(previous === undefined ? point : previous * factor + point * (1 - factor));
  }
  return smoothed;
}

/** Numbers in a list, a typed array or a tensor. */
export type Numbers = ArrayLike<number> | TensorLike;

/** As much of a tensor as a plot needs: this package does not import the engine. */
export interface TensorLike {
  /** Sizes of the axes, outermost first. */
  readonly shape: readonly number[];
  /** The numbers, row by row. */
  dataSync(): ArrayLike<number>;
}

/** One line, or one cloud of points. */
export interface Series {
  /** Numbers, dates, or texts, which are names whatever they look like. @default 0, 1, 2, … */
  readonly x?: Numbers | readonly string[] | readonly Date[];
  /** A number for each point; NaN is a gap. */
  readonly y: Numbers;
  /** Stands in the legend. */
  readonly name?: string;
  /** Any CSS colour. @default the next colour of the palette */
  readonly color?: string;
  /** Lines, points, or both. @default 'lines' for a line plot, 'markers' for a scatter plot */
  readonly mode?: 'lines' | 'markers' | 'lines+markers';
  /** How lines are drawn. @default 'solid' */
  readonly dash?: 'solid' | 'dot' | 'dash' | 'dashdot';
  /** Line width or marker diameter in pixels. @default 2 for lines, 7 for markers */
  readonly size?: number;
  /** 0 (invisible) to 1. @default 1 */
  readonly opacity?: number;
  /** A text for each point, shown on hovering. */
  readonly text?: readonly string[];
  /** A number for each point that chooses its colour; a colour bar is drawn. */
  readonly values?: Numbers;
  /** Anything else of plotly's scatter trace. */
  readonly trace?: Trace;
}

/** What a line or scatter plot draws: numbers, one series, or several. */
export type SeriesInput = Numbers | Series | readonly Series[];

/** The input as a list of series, tensors as their numbers. @throws InvalidArgumentError for a tensor of two dimensions */
export function seriesOf(input: SeriesInput): readonly Series[] {
  if (isSeries(input)) return [withNumbers(input)];
  if (Array.isArray(input) && input.length > 0 && isSeries(input[0]))
    return (input as readonly Series[]).map(withNumbers);
  return [{ y: numbersOf('y', input as Numbers) }];
}

/** The kind of the x axis: of names where a series has such. */
export function xTypeOf(series: readonly Series[]): Pick<PlotOptions, 'xType'> {
  return series.some(({ x }) => areNames(x)) ? { xType: 'category' } : {};
}

/** Names and numbers of series, tensors as their numbers: what the legend and the ticks depend on. */
export function drawnData(series: readonly Series[]): DrawnData {
  return {
    names: series.map(({ name }) => name),
    xs: series.flatMap((one) => Array.from(placesOf(one))),
    ys: series.flatMap(({ y }) => Array.from(y as ArrayLike<number>)),
  };
}

/** Where the points of a series are along x. */
function placesOf({ x, y }: Series): ArrayLike<unknown> {
  return (x ?? Array.from(y as ArrayLike<number>, (_, i) => i)) as ArrayLike<unknown>;
}

/** The series with its tensors as their numbers. */
export function withNumbers(series: Series): Series {
  const { x, y, values } = series;
  return {
    ...series,
    ...(x === undefined ? {} : { x: numbersOf('x', x) }),
    y: numbersOf('y', y),
    ...(values === undefined ? {} : { values: numbersOf('values', values) }),
  };
}

/** One number a point: of a tensor its values, where all but one of its dimensions are 1. */
function numbersOf<T extends object>(name: string, list: T | TensorLike): Exclude<T, TensorLike> {
  if (!('dataSync' in list)) return list as Exclude<T, TensorLike>;
  const { shape } = list;
  if (shape.filter((side) => side !== 1).length > 1)
    throw new InvalidArgumentError(
      name,
      `a tensor of shape [${shape.join(', ')}]`,
      'a list of numbers or a tensor of one dimension',
      'Take a column of it: `t.slice([0, 0], [-1, 1])`.',
    );
  return Array.from(list.dataSync()) as unknown as Exclude<T, TensorLike>;
}

/** The plotly trace of a series. */
export function traceOf(series: Series, defaultMode: 'lines' | 'markers'): Trace {
  const { x, y, name, color, mode = defaultMode, dash, size, opacity, text, values } = withNumbers(series);
  return {
    type: 'scatter',
    mode,
    x: areNames(x) ? x.map(plainText) : placesOf({ x, y }),
    y,
    ...(name === undefined ? {} : { name: plainText(name) }),
    ...(opacity === undefined ? {} : { opacity }),
    ...(text
      ? { text: text.map(plainText), hovertemplate: '%{text}<br>%{x:.4~g}, %{y:.4~g}<extra></extra>' }
      : {}),
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
