/** One plotly trace: `type`, data and style as in plotly's reference. */
export interface Trace {
  readonly type?: string;
  readonly name?: string;
  readonly [attribute: string]: unknown;
}

/** A plotly layout: axes, titles, size, as in plotly's reference. */
export interface PlotLayout {
  readonly width?: number;
  readonly height?: number;
  readonly [attribute: string]: unknown;
}

/** One frame of an animated figure: what replaces the traces (and parts of the layout) while it is shown. */
export interface PlotFrame {
  readonly name: string;
  readonly data: readonly Trace[];
  readonly layout?: PlotLayout;
}

/** A whole plotly figure: what `application/vnd.plotly.v1+json` carries. */
export interface FigureSpec {
  readonly data: readonly Trace[];
  readonly layout?: PlotLayout;
  readonly frames?: readonly PlotFrame[];
  readonly config?: Readonly<Record<string, unknown>>;
}
