import { InvalidArgumentError } from '../../core/index.js';
import { Figure } from '../figure.js';
import type { Trace } from '../figureSpec.js';
import { type AxisType, extentOf } from './axes.js';
import { layoutOf, type PlotOptions, plainText } from './plotOptions.js';
import { drawnData, type Series, traceOf, withNumbers, xTypeOf } from './series.js';

/** What an animation shows at one moment. */
export interface AnimationFrame {
  /** Stands beside the slider. @default its number */
  readonly label?: string;
  /** As many as in every other frame; points unless `mode` says lines. */
  readonly series: readonly Series[];
}

/** Options of {@link animation}. */
export interface AnimationOptions extends PlotOptions {
  /** Time of one frame, in ms. @default 100 */
  readonly frameDuration?: number;
  /** Stands before the label on the slider. @default 'frame ' */
  readonly sliderPrefix?: string;
}

/**
 * A figure with a play button and a slider over its frames, as matplotlib's `FuncAnimation`: gradient descent
 * step by step. The axes fit all frames, so that nothing jumps.
 * @example
 * ```ts
 * import { animation } from 'tsvision';
 * animation([{ label: 'step 0', series: [{ y: [3, 2] }] }, { label: 'step 1', series: [{ y: [2, 1] }] }]);
 * ```
 */
export function animation(given: readonly AnimationFrame[], options: AnimationOptions = {}): Figure {
  const frames = given.map((frame) => ({ ...frame, series: frame.series.map(withNumbers) }));
  const first = frames[0];
  if (!first) throw new InvalidArgumentError('frames', given, 'at least one frame');
  const uneven = frames.find((frame) => frame.series.length !== first.series.length);
  if (uneven)
    throw new InvalidArgumentError('frames', frames, `frames of ${first.series.length} series each`);
  const traces = frames.map((frame) => frame.series.map((series) => traceOf(series, 'markers')));
  const names = frames.map((frame, i) => plainText(frame.label ?? String(i)));
  const every = frames.flatMap(({ series }) => series);
  const layout = layoutOf(
    { height: 520, ...xTypeOf(every), ...options, ...fittedRanges(frames, options) },
    { ...drawnData(every), names: first.series.map(({ name }) => name) },
  );
  const { frameDuration = 100, sliderPrefix = 'frame ' } = options;
  const margin = { ...(layout.margin as { t: number }), b: controlsHeight };
  const below = belowPlot(Math.max(80, (layout.height as number) - margin.t - margin.b));
  return new Figure({
    data: traces[0] as Trace[],
    layout: {
      ...layout,
      margin,
      updatemenus: [playButtons(frameDuration, below(148))],
      sliders: [slider(names, sliderPrefix, below(56))],
    },
    frames: names.map((name, i) => ({ name, data: traces[i] as Trace[] })),
  });
}

/** Pixels below the plot: the axis with its title, the slider with its label and numbers, the buttons. */
const controlsHeight = 194;

/** A place so many pixels below the plot, as plotly counts it: in heights of the plot. */
function belowPlot(plotHeight: number): (pixels: number) => number {
  return (pixels) => -pixels / plotHeight;
}

function fittedRanges(frames: readonly AnimationFrame[], options: PlotOptions): PlotOptions {
  const { xs = [], ys = [] } = drawnData(frames.flatMap(({ series }) => series));
  const { xRange = roomyExtent(xs, options.xType), yRange = roomyExtent(ys, options.yType) } = options;
  return { ...(xRange ? { xRange } : {}), ...(yRange ? { yRange } : {}) };
}

/** Least and greatest number with 5 % of room, or nothing when there is none. */
function roomyExtent(values: Iterable<unknown>, type?: AxisType): [number, number] | undefined {
  if (type === 'log') {
    const powers = roomyExtent(Array.from(values, (value) => Math.log10(value as number)));
    return powers && [10 ** powers[0], 10 ** powers[1]];
  }
  const ends = extentOf(values);
  if (!ends) return undefined;
  const [low, high] = ends;
  const room = (high - low || 1) * 0.05;
  return [low - room, high + room];
}

function playButtons(duration: number, y: number): object {
  const play = {
    frame: { duration, redraw: true },
    transition: { duration: 0 },
    fromcurrent: true,
    mode: 'immediate',
  };
  const pause = { frame: { duration: 0, redraw: true }, mode: 'immediate', transition: { duration: 0 } };
  return {
    type: 'buttons',
    direction: 'left',
    showactive: false,
    x: 0,
    xanchor: 'left',
    y,
    yanchor: 'top',
    pad: { t: 0, r: 8 },
    buttons: [
      { label: '▶ Play', method: 'animate', args: [null, play] },
      { label: '❚❚ Pause', method: 'animate', args: [[null], pause] },
    ],
  };
}

/** As wide as the plot: beside the buttons its label lay below them where the page is narrow. */
function slider(names: readonly string[], prefix: string, y: number): object {
  const jump = { mode: 'immediate', frame: { duration: 0, redraw: true }, transition: { duration: 0 } };
  return {
    active: 0,
    x: 0,
    len: 1,
    y,
    pad: { t: 0 },
    currentvalue: { prefix, xanchor: 'left', font: { size: 12 } },
    steps: names.map((name) => ({ label: name, method: 'animate', args: [[name], jump] })),
  };
}
