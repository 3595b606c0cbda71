/** A plotly figure, as `application/vnd.plotly.v1+json` carries it. */
export interface FigureData {
  readonly data: readonly object[];
  readonly layout?: Readonly<Record<string, unknown>>;
  readonly frames?: readonly object[];
  readonly config?: Readonly<Record<string, unknown>>;
}

/** As much of plotly.js as is used here. */
export interface Plotly {
  react(node: HTMLElement, figure: object): Promise<unknown>;
  addFrames(node: HTMLElement, frames: readonly object[]): Promise<unknown>;
  relayout(node: HTMLElement, layout: object): Promise<unknown>;
  toImage(
    node: HTMLElement,
    options: { format: 'png'; width: number; height: number; scale: number },
  ): Promise<string>;
  purge(node: HTMLElement): void;
}
