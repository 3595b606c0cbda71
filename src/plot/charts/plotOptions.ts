import { type FigureSize, pixelsOf } from '../figureSize.js';
import type { PlotLayout } from '../figureSpec.js';
import { type AxisType, axisOf } from './axes.js';
import { brokenText, liftOfLines, textWidth } from './brokenText.js';

/**
 * A text that plotly shows as it is: it takes `<b>`, `<br>` and `&lt;` for markup wherever it writes. For names that
 * come from data (a class, a label); titles may hold markup on purpose.
 */
export function plainText(text: string): string {
  return String(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Whether places on an axis are names. */
export function areNames(places: unknown): places is readonly string[] {
  return Array.isArray(places) && typeof places[0] === 'string';
}

/** What every chart takes; `figsize` in inches wins over `width` and `height` in pixels. */
export interface PlotOptions extends FigureSize {
  /** Stands above the chart. @default none */
  readonly title?: string;
  /** Stands below the x axis. @default none */
  readonly xTitle?: string;
  /** Stands beside the y axis. @default none */
  readonly yTitle?: string;
  /** Scale of the x axis; names stand on a `category` axis. @default what the values are: numbers, names or dates */
  readonly xType?: AxisType;
  /** Scale of the y axis. @default what the values are */
  readonly yType?: AxisType;
  /** Ends of the x axis, in data units (also on a log axis). @default fitted to the data */
  readonly xRange?: readonly [number, number];
  /** Ends of the y axis, in data units. @default fitted to the data */
  readonly yRange?: readonly [number, number];
  /** Width in CSS pixels. @default 640 */
  readonly width?: number;
  /** Height in CSS pixels. @default 400 */
  readonly height?: number;
  /** Whether names stand beside the chart. @default with more than one series */
  readonly showLegend?: boolean;
  /** Anything else of plotly's layout; it wins over the options above. */
  readonly layout?: PlotLayout;
}

/** Okabe and Ito's palette: told apart also by colour-blind readers, on white and on black. */
const colorway = [
  '#0072b2',
  '#e69f00',
  '#009e73',
  '#cc79a7',
  '#56b4e9',
  '#d55e00',
  '#8c8c8c',
  '#f0e442',
] as const;

/** What is drawn, as far as the layout depends on it. */
export interface DrawnData {
  /** Names of the series, for the legend. @default one without a name */
  readonly names?: readonly (string | undefined)[];
  /** What is drawn along the axes, for their ticks. @default nothing */
  readonly xs?: Iterable<unknown>;
  readonly ys?: Iterable<unknown>;
}

const titleSize = 16;
const titleLeft = 12;
/** Pixels of the four buttons that plotly lays over the upper right corner. */
const modebarWidth = 120;
/** The plotly layout that a chart's options mean. */
export function layoutOf(
  options: PlotOptions,
  { names = [undefined], xs = [], ys = [] }: DrawnData = {},
): PlotLayout {
  const { title, showLegend = names.length > 1, layout = {} } = options;
  const { width = 640, height = 400 } = pixelsOf(options) ?? options;
  const heading = title && brokenText(title, width - titleLeft - modebarWidth, titleSize);
  const margin = { l: 60, r: 20, t: heading ? 28 + 20 * heading.split('<br>').length : 28, b: 52 };
  const plot = { width: width - margin.l - margin.r, height: Math.max(80, height - margin.t - margin.b) };
  return {
    ...(heading ? { title: titleOf(heading, width, height) } : {}),
    // Whoever draws it narrower breaks it anew.
    ...(heading === title ? {} : { meta: { title } }),
    width,
    height,
    colorway,
    showlegend: showLegend,
    ...(showLegend ? legendOf(names, plot) : {}),
    margin,
    hovermode: 'closest',
    hoverlabel: { namelength: -1, align: 'left' },
    ...layout,
    xaxis: {
      ...axisOf({
        title: options.xTitle,
        type: options.xType,
        range: options.xRange,
        values: xs,
        length: plot.width,
      }),
      ...(layout.xaxis as object | undefined),
    },
    yaxis: {
      ...axisOf({
        title: options.yTitle,
        type: options.yType,
        range: options.yRange,
        values: ys,
        length: plot.height,
      }),
      ...(layout.yaxis as object | undefined),
    },
  };
}

/** On the left, where plotly's buttons do not cover it, from the top down. */
function titleOf(text: string, width: number, height: number): PlotLayout {
  const top = 12 + (text.includes('<br>') ? liftOfLines * titleSize : 0);
  const place = { x: titleLeft / width, xanchor: 'left', y: 1 - top / height, yanchor: 'top' };
  return { text, ...place, font: { size: titleSize } };
}

/** Beside the plot, as plotly has it; below it where the names would leave too little of the plot. */
function legendOf(names: DrawnData['names'] & object, plot: { width: number; height: number }): PlotLayout {
  const widest = Math.max(0, ...names.map((name) => textWidth(name ?? '', 12)));
  if (widest <= plot.width / 4) return {};
  return { legend: { orientation: 'h', x: 0, xanchor: 'left', y: -64 / plot.height, yanchor: 'top' } };
}
