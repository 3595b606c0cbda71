import { Widget } from '@lumino/widgets';
import { fittedLayout, fittedTraces } from './fittedLayout.js';
import type { FigureData, Plotly } from './plotlyTypes.js';
import { isDark, themedLayout } from './themedLayout.js';

/** The media type of plotly figures. */
export const plotlyMimeType = 'application/vnd.plotly.v1+json';

/** One output of a notebook cell, as JupyterLab's renderers see it. */
export interface MimeModel {
  readonly data: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, unknown>>;
  setData(options: { readonly data: Record<string, unknown> }): void;
}

/** Plotly is 4 MB: it is fetched from the local server when the first figure is shown. */
const loadPlotly = async (): Promise<Plotly> => (await import('plotly.js/plotly.min.js')).default;

/**
 * Shows a plotly figure. The PNG that the kernel sent along is seen at once, and stays until the figure itself is
 * drawn, which waits until it is on the screen: a notebook of fifty plots opens as fast as one of fifty pictures.
 */
export class PlotlyRenderer extends Widget {
  readonly #plot = document.createElement('div');
  readonly #resized = new ResizeObserver(() => this.#fit());
  readonly #seen = new IntersectionObserver((entries) => {
    if (entries.some((entry) => entry.isIntersecting)) void this.#draw();
  });
  readonly #themed = new MutationObserver(() => void this.#draw());
  #model: MimeModel | undefined;
  #plotly: Plotly | undefined;
  #drawnWidth = 0;

  constructor() {
    super();
    this.addClass('tsvision-plotly');
    this.node.style.overflow = 'hidden';
    this.node.style.padding = '4px 0';
    this.node.append(this.#plot);
  }

  /** Called by JupyterLab with the output, and again when the output is updated. */
  async renderModel(model: MimeModel): Promise<void> {
    this.#model = model;
    if (this.#plotly) return this.#draw();
    this.#showPicture(model);
    this.#seen.observe(this.node);
    this.#resized.observe(this.node);
    this.#themed.observe(document.body, { attributeFilter: ['data-jp-theme-light'] });
  }

  override dispose(): void {
    if (this.isDisposed) return;
    for (const observer of [this.#seen, this.#resized, this.#themed]) observer.disconnect();
    this.#plotly?.purge(this.#plot);
    super.dispose();
  }

  get #figure(): FigureData {
    return this.#model?.data[plotlyMimeType] as FigureData;
  }

  #size(): { width: number; height: number } {
    const { width = 640, height = 400 } = (this.#figure.layout ?? {}) as { width?: number; height?: number };
    return { width: Math.max(160, Math.min(width, this.node.clientWidth || width)), height };
  }

  #showPicture(model: MimeModel): void {
    const { width, height } = this.#size();
    this.#plot.style.minHeight = `${height}px`;
    const png = model.data['image/png'];
    if (typeof png !== 'string') return;
    const picture = document.createElement('img');
    picture.src = `data:image/png;base64,${png.trim()}`;
    picture.alt = 'plot';
    picture.style.width = `${width}px`;
    this.#plot.replaceChildren(picture);
  }

  async #draw(): Promise<void> {
    this.#seen.disconnect();
    const first = !this.#plotly;
    const plotly = this.#plotly ?? (await loadPlotly());
    if (this.isDisposed || !this.#model) return;
    this.#plotly = plotly;
    const { data, layout = {}, frames = [], config = {} } = this.#figure;
    if (first) this.#plot.replaceChildren();
    const size = this.#size();
    this.#drawnWidth = size.width;
    await plotly.react(this.#plot, {
      data: structuredClone(fittedTraces(data, layout, size.width)) as object[],
      layout: this.#layout(size),
      // Its own listener of the window would fight with ours of the cell.
      config: { displaylogo: false, ...config, responsive: false },
    });
    if (first && frames.length > 0) await plotly.addFrames(this.#plot, structuredClone(frames));
    this.#plot.style.minHeight = '';
    await this.#keepPicture(plotly, size);
  }

  #fit(): void {
    if (!this.#plotly || this.node.clientWidth === 0) return;
    const size = this.#size();
    if (Math.abs(size.width - this.#drawnWidth) < 2) return;
    this.#drawnWidth = size.width;
    void this.#plotly.relayout(this.#plot, this.#layout(size));
  }

  #layout(size: { width: number; height: number }): Record<string, unknown> {
    const fitted = fittedLayout(structuredClone(this.#figure.layout ?? {}), size.width);
    return { ...themedLayout(fitted, isDark()), ...size };
  }

  /** A figure of a kernel that sent no picture gets one, so that the saved notebook shows it everywhere. */
  async #keepPicture(plotly: Plotly, size: { width: number; height: number }): Promise<void> {
    const model = this.#model;
    if (!model || model.data['image/png'] !== undefined || this.node.offsetWidth === 0) return;
    const url = await plotly.toImage(this.#plot, { format: 'png', ...size, scale: 1.5 });
    if (!this.isDisposed)
      model.setData({ data: { ...model.data, 'image/png': url.slice(url.indexOf(',') + 1) } });
  }
}
