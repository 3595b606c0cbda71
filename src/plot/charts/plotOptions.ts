import type { PlotLayout } from '../figureSpec.js';

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

/** Kinds of axes. */
export type AxisType = 'linear' | 'log' | 'category' | 'date';

/** What every chart takes. */
export interface PlotOptions {
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

/** The plotly layout that a chart's options mean. */
export function layoutOf(options: PlotOptions, seriesCount = 1): PlotLayout {
  const { title, width = 640, height = 400, showLegend = seriesCount > 1, layout = {} } = options;
  return {
    ...(title ? { title: { text: title, x: 0.5, xanchor: 'center', font: { size: 16 } } } : {}),
    width,
    height,
    colorway,
    showlegend: showLegend,
    margin: { l: 60, r: 20, t: title ? 48 : 20, b: 52 },
    hovermode: 'closest',
    ...layout,
    xaxis: {
      ...axis(options.xTitle, options.xType, options.xRange),
      ...(layout.xaxis as object | undefined),
    },
    yaxis: {
      ...axis(options.yTitle, options.yType, options.yRange),
      ...(layout.yaxis as object | undefined),
    },
  };
}

function axis(
  title: string | undefined,
  type: AxisType | undefined,
  range: readonly [number, number] | undefined,
): PlotLayout {
  return {
    automargin: true,
    // Exponents as powers of ten: a learning rate of "1µ" is read by nobody.
    exponentformat: 'power',
    ...(title ? { title: { text: title, standoff: 10 } } : {}),
    ...(type ? { type } : {}),
    ...(type === 'log' ? { dtick: 1 } : {}),
    ...(range ? { range: type === 'log' ? range.map(Math.log10) : range } : {}),
  };
}
