import { InvalidArgumentError } from '../../core/index.js';
import { Figure } from '../figure.js';
import type { Trace } from '../figureSpec.js';
import { layoutOf, type PlotOptions, plainText } from './plotOptions.js';
import { type Series, traceOf, withNumbers, xTypeOf } from './series.js';

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
  const layout = layoutOf(
    { ...xTypeOf(frames.flatMap(({ series }) => series)), ...options, ...fittedRanges(frames, options) },
    first.series.length,
  );
  const { frameDuration = 100, sliderPrefix = 'frame ' } = options;
  return new Figure({
    data: traces[0] as Trace[],
    layout: {
      height: 480,
      ...layout,
      margin: { ...(layout.margin as object), b: 130 },
      updatemenus: [playButtons(frameDuration)],
      sliders: [slider(names, sliderPrefix)],
    },
    frames: names.map((name, i) => ({ name, data: traces[i] as Trace[] })),
  });
}

function fittedRanges(frames: readonly AnimationFrame[], options: PlotOptions): PlotOptions {
  const all = frames.flatMap((frame) => frame.series);
  const {
    xRange = extent(
      all.map((s) => (s.x ?? Array.from(s.y as ArrayLike<number>, (_, i) => i)) as ArrayLike<unknown>),
    ),
    yRange = extent(all.map((s) => s.y as ArrayLike<number>)),
  } = options;
  return { ...(xRange ? { xRange } : {}), ...(yRange ? { yRange } : {}) };
}

/** Least and greatest number with 5 % of room, or nothing when there is none. */
function extent(lists: readonly ArrayLike<unknown>[]): [number, number] | undefined {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const list of lists)
    for (const value of Array.from(list)) {
      if (typeof value !== 'number' || !Number.isFinite(value)) continue;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  if (low > high) return undefined;
  const room = (high - low || 1) * 0.05;
  return [low - room, high + room];
}

function playButtons(duration: number): object {
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
    y: -0.28,
    yanchor: 'top',
    pad: { t: 8, r: 8 },
    buttons: [
      { label: '▶ Play', method: 'animate', args: [null, play] },
      { label: '❚❚ Pause', method: 'animate', args: [[null], pause] },
    ],
  };
}

function slider(names: readonly string[], prefix: string): object {
  const jump = { mode: 'immediate', frame: { duration: 0, redraw: true }, transition: { duration: 0 } };
  return {
    active: 0,
    x: 0.28,
    len: 0.72,
    y: -0.2,
    pad: { t: 24 },
    currentvalue: { prefix, xanchor: 'left', font: { size: 12 } },
    steps: names.map((name) => ({ label: name, method: 'animate', args: [[name], jump] })),
  };
}
