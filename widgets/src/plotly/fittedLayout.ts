import { brokenText, liftOfLines } from '../../../src/plot/charts/brokenText.js';

type Layout = Readonly<Record<string, unknown>>;

interface Title {
  readonly text?: string;
  readonly font?: { readonly size?: number };
  readonly y?: number;
  readonly yanchor?: string;
}

/** Pixels of plotly's buttons at the upper right. */
const modebarWidth = 110;

/** Plotly's sizes of a title. */
const sizes = { figure: 17, axis: 14 } as const;

/**
 * The layout for a page that is narrower than the figure: titles in lines that fit, and names of the series below the
 * plot, where they leave it its width.
 */
export function fittedLayout(layout: Layout, width: number): Layout {
  if (width >= (Number(layout.width) || 0)) return layout;
  const { title, xaxis, margin, showlegend, height = 400, meta } = layout;
  const heading = broken(
    title,
    width - 24 - modebarWidth,
    sizes.figure,
    (meta as { title?: string } | undefined)?.title,
  );
  const more = linesOf(heading) - linesOf(title);
  const { t = 100, b = 80 } = (margin ?? {}) as { t?: number; b?: number };
  const plotHeight = Math.max(80, Number(height) - t - b);
  return {
    ...layout,
    ...(heading ? { title: linesOf(title) > 1 ? heading : lowered(heading, Number(height)) } : {}),
    ...(more > 0 ? { margin: { ...(margin as object), t: t + 20 * more } } : {}),
    ...(xaxis ? { xaxis: { ...xaxis, ...titleOf(xaxis, width - 80) } } : {}),
    ...(showlegend && !layout.updatemenus ? { legend: below(layout.legend, plotHeight) } : {}),
  };
}

/** The traces, their names in lines that fit below a narrow plot. */
export function fittedTraces(data: readonly object[], layout: Layout, width: number): readonly object[] {
  if (width >= (Number(layout.width) || 0)) return data;
  return data.map((trace) => {
    const { name } = trace as { name?: string };
    return name === undefined ? trace : { ...trace, name: brokenText(name, width - 130, 12) };
  });
}

function titleOf(axis: object, room: number): object {
  const { title } = axis as { title?: string | Title };
  return title === undefined ? {} : { title: broken(title, room, sizes.axis) };
}

function broken(title: unknown, room: number, size: number, whole?: string): Title | undefined {
  if (!title) return undefined;
  const { text = '', font, ...rest } = typeof title === 'string' ? { text: title } : (title as Title);
  return { ...rest, ...(font ? { font } : {}), text: brokenText(whole ?? text, room, font?.size ?? size) };
}

/** A title that had one line and has several, where its first line was. */
function lowered(title: Title, height: number): Title {
  const { y, yanchor, font } = title;
  if (linesOf(title) === 1 || y === undefined || yanchor !== 'top') return title;
  return { ...title, y: y - (liftOfLines * (font?.size ?? sizes.figure)) / height };
}

function linesOf(title: unknown): number {
  const text = typeof title === 'string' ? title : ((title as Title | undefined)?.text ?? '');
  return text.split('<br>').length;
}

function below(legend: unknown, plotHeight: number): object {
  const own = legend as { x?: number; y?: number } | undefined;
  if (own?.x !== undefined || own?.y !== undefined) return own as object;
  return { ...own, orientation: 'h', x: 0, xanchor: 'left', y: -64 / plotHeight, yanchor: 'top' };
}
