import { atomicWrite, expandPath } from '../core/index.js';
import { type Displayable, jupyterDisplay, type MimeBundle } from '../notebook/index.js';
import type { FigureSpec, PlotFrame, PlotLayout, Trace } from './figureSpec.js';
import { PngRenderer } from './png/pngRenderer.js';

/** Size of a figure whose layout names none, in CSS pixels. */
const defaultSize = { width: 640, height: 400 } as const;

/** Of plotly's buttons over a figure: they choose points, which does nothing here, or zoom once more; all nine cover titles. */
const unusedButtons = ['select2d', 'lasso2d', 'zoomIn2d', 'zoomOut2d', 'autoScale2d'] as const;

/**
 * A plotly figure that a notebook shows: interactive where the front end can (JupyterLab with our extension, VS
 * Code), a PNG where it cannot (code hosting pages, nbconvert), a line of text in a terminal.
 * @example
 * ```ts
 * import { Figure } from 'tsvision';
 * const figure = new Figure({ data: [{ type: 'bar', x: ['a', 'b'], y: [1, 2] }] });
 * figure.toJSON().data.length; // → 1
 * ```
 */
export class Figure implements Displayable, FigureSpec {
  /** Traces, as plotly has them. */
  readonly data: readonly Trace[];
  /** Axes, titles and size, as plotly has them. */
  readonly layout: PlotLayout;
  /** Steps of an animation; empty without one. */
  readonly frames: readonly PlotFrame[];
  /** Plotly's settings: mode bar, links and the like. */
  readonly config: Readonly<Record<string, unknown>>;

  /** @param spec data, layout, frames and config as in plotly's reference; layout defaults are filled in */
  constructor({ data, layout = {}, frames = [], config = {} }: FigureSpec) {
    this.data = data;
    this.layout = layout;
    this.frames = frames;
    this.config = { responsive: true, displaylogo: false, modeBarButtonsToRemove: unusedButtons, ...config };
  }

  /** The figure as plain JSON: typed arrays become arrays, numbers that JSON lacks become `null` (a gap). */
  toJSON(): FigureSpec {
    const { data, layout, frames, config } = this;
    return plain({ data, layout, ...(frames.length > 0 ? { frames } : {}), config }) as FigureSpec;
  }

  /**
   * The figure as a PNG, drawn in a worker thread without a browser.
   * @param scale device pixels for each CSS pixel. @default 1.5
   */
  toPng({
    scale = 1.5,
    signal,
  }: {
    readonly scale?: number;
    readonly signal?: AbortSignal;
  } = {}): Promise<Buffer> {
    const { width = defaultSize.width, height = defaultSize.height } = this.layout;
    return PngRenderer.shared().render(this.toJSON(), { width, height, scale }, signal);
  }

  /** Writes the figure as `.png`, or as `.json` (plotly's own format). */
  async save(path: string, options: { readonly scale?: number } = {}): Promise<void> {
    const file = expandPath(path);
    await atomicWrite(file, file.endsWith('.json') ? JSON.stringify(this) : await this.toPng(options));
  }

  async [jupyterDisplay](): Promise<MimeBundle> {
    const png = await this.toPng().catch(() => undefined);
    return {
      'application/vnd.plotly.v1+json': this.toJSON(),
      // Some machines lack the native canvas: the plot is still shown where plotly runs.
      ...(png ? { 'image/png': png.toString('base64') } : {}),
      'text/plain': this.toString(),
    };
  }

  /** One line that says what is drawn, for a terminal. */
  toString(): string {
    const title = textOf(this.layout.title);
    const traces = this.data.map((trace) => trace.name ?? trace.type ?? 'scatter');
    return `[Figure${title ? ` "${title}"` : ''}: ${traces.join(', ')}]`;
  }
}

function textOf(title: unknown): string {
  if (typeof title === 'string') return title;
  return String((title as { text?: string } | undefined)?.text ?? '');
}

function plain(value: unknown): unknown {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (ArrayBuffer.isView(value)) return Array.from(value as unknown as ArrayLike<number>, plain);
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof Date) return value.toISOString();
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, entry]) => entry !== undefined)
      .map(([key, entry]) => [key, plain(entry)]),
  );
}
