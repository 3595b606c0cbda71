/** One plotly trace: `type`, data and style as in plotly's reference. */
export interface Trace {
  /** Kind of the trace: `scatter`, `bar`, `heatmap`, … @default 'scatter' */
  readonly type?: string;
  /** Stands in the legend. */
  readonly name?: string;
  readonly [attribute: string]: unknown;
}

/** A plotly layout: axes, titles, size, as in plotly's reference. */
export interface PlotLayout {
  /** Pixels. @default plotly's */
  readonly width?: number;
  /** Pixels. @default plotly's */
  readonly height?: number;
  readonly [attribute: string]: unknown;
}

/** One frame of an animated figure: what replaces the traces (and parts of the layout) while it is shown. */
export interface PlotFrame {
  readonly name: string;
  /** What changes in the traces, in their order. */
  readonly data: readonly Trace[];
  /** What changes in the layout. @default nothing */
  readonly layout?: PlotLayout;
}

/** A whole plotly figure: what `application/vnd.plotly.v1+json` carries. */
export interface FigureSpec {
  /** Traces, as plotly has them. */
  readonly data: readonly Trace[];
  /** Axes, titles and size. @default plotly's */
  readonly layout?: PlotLayout;
  /** Steps of an animation. @default none */
  readonly frames?: readonly PlotFrame[];
  /** Plotly's settings: mode bar, links and the like. @default plotly's */
  readonly config?: Readonly<Record<string, unknown>>;
}
