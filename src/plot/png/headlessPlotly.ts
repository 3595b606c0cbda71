import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Canvas, createCanvas } from '@napi-rs/canvas';
import { JSDOM, VirtualConsole } from 'jsdom';
import type { FigureSpec } from '../figureSpec.js';
import { SvgGeometry } from './svgGeometry.js';

interface Plotly {
  toImage(
    figure: object,
    options: { format: 'svg'; width: number; height: number; imageDataOnly: boolean },
  ): Promise<string>;
}

/** The prototypes of jsdom's window that lack what plotly needs. */
interface PlotlyWindow {
  Plotly: Plotly;
  eval(source: string): unknown;
  HTMLCanvasElement: { prototype: object };
  Element: { prototype: object };
  SVGElement: { prototype: object };
  URL: { createObjectURL?: () => string };
}

/**
 * Plotly in jsdom, which lays nothing out: text is measured, and canvases are painted, by a native canvas.
 * Source of the idea: plotly.js issue 6719; plotly calls it unsupported, so a failure must never matter.
 */
export class HeadlessPlotly {
  readonly #plotly: Plotly;

  constructor() {
    const dom = new JSDOM('<!doctype html><body></body>', {
      runScripts: 'outside-only',
      pretendToBeVisual: true,
      virtualConsole: new VirtualConsole(),
    });
    const window = dom.window as unknown as PlotlyWindow;
    paintCanvases(window.HTMLCanvasElement.prototype);
    new SvgGeometry((font, text) => measureText(font, text)).install(
      window.Element.prototype,
      window.SVGElement.prototype,
    );
    window.URL.createObjectURL = () => 'blob:unused';
    const require = createRequire(import.meta.url);
    window.eval(readFileSync(require.resolve('plotly.js/plotly.min.js'), 'utf8'));
    this.#plotly = window.Plotly;
  }

  /** The figure as SVG text. */
  async toSvg(figure: FigureSpec, { width, height }: { width: number; height: number }): Promise<string> {
    const layout = { paper_bgcolor: 'white', plot_bgcolor: 'white', ...figure.layout, width, height };
    const config = { ...figure.config, staticPlot: true, responsive: false };
    const svg = await this.#plotly.toImage(
      { data: figure.data, layout, config },
      { format: 'svg', width, height, imageDataOnly: true },
    );
    return svg.replace(shiftOfLines, '$1$2');
  }
}

/**
 * `dy` of a text whose lines have their own: they win in browsers, as SVG 2 has it, while librsvg shifts the first line
 * by both, onto the second.
 */
const shiftOfLines = /(<text\b[^>]*?) dy="[^"]*"([^>]*><tspan\b[^>]*\bclass="line")/g;

const measuring = createCanvas(1, 1).getContext('2d');

function measureText(font: string, text: string): number {
  measuring.font = font;
  return measuring.measureText(text).width;
}

/** What a letter looks like here, as its pixels. */
export function drawnLetter(letter: string): string {
  const context = createCanvas(24, 24).getContext('2d');
  context.font = '16px sans-serif';
  context.fillText(letter, 2, 18);
  return Buffer.from(context.getImageData(0, 0, 24, 24).data).toString('base64');
}

/** Heat maps are painted on a canvas, then put into the SVG as a PNG. */
function paintCanvases(prototype: object): void {
  const painted = new WeakMap<object, Canvas>();
  const canvasOf = (element: { width: number; height: number }): Canvas => {
    let canvas = painted.get(element);
    if (!canvas || canvas.width !== element.width || canvas.height !== element.height) {
      canvas = createCanvas(element.width, element.height);
      painted.set(element, canvas);
    }
    return canvas;
  };
  Object.assign(prototype, {
    getContext(this: { width: number; height: number }, kind: string) {
      return kind === '2d' ? canvasOf(this).getContext('2d') : null;
    },
    toDataURL(this: { width: number; height: number }) {
      return canvasOf(this).toDataURL('image/png');
    },
  });
}
