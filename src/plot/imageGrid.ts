import { basename } from 'node:path';
import { type Displayable, escapeHtml, jupyterDisplay, type MimeBundle } from '../notebook/index.js';
import { composedGrid, frameColour, type GridCell } from './composedGrid.js';
import { type FigureSize, pixelsOf } from './figureSize.js';
import { isPixels, longerSide, type Photo, scaledThumbnail, type Thumbnail, thumbnail } from './photo.js';

/** Options of {@link imageGrid}; the columns share the width of `figsize`. */
export interface ImageGridOptions extends FigureSize {
  /** One text a photo, shown above it; `\n` starts a new line. */
  readonly titles?: readonly string[];
  /** One CSS colour a title: green and red for right and wrong. @default the text colour */
  readonly titleColors?: readonly (string | undefined)[];
  /** Photos in a row. @default the squarest grid, at most 6 */
  readonly columns?: number;
  /** Longer side of a thumbnail, in pixels. @default 160 */
  readonly thumbSize?: number;
  /**
   * Draws all photos at one scale, the largest at `thumbSize`: sizes mean something. @default when all are raw pixels
   * (maps of a network, say), else each as large as fits
   */
  readonly sameScale?: boolean;
  /** A thin grey line around each photo: where it is white, it does not end in the page. @default false */
  readonly framed?: boolean;
  /** Stands above the grid. */
  readonly title?: string;
  /** Ends the reading of photos. @default none */
  readonly signal?: AbortSignal;
}

/** Photos side by side: HTML in a notebook, one composed JPEG where HTML is not shown, titles in a terminal. */
export class ImageGrid implements Displayable {
  constructor(
    /** Photos with their titles, row by row. */
    readonly cells: readonly GridCell[],
    /** Photos of a row. */
    readonly columns: number,
    /** Longer side of a photo, in pixels. */
    readonly thumbSize: number,
    /** Stands above the grid. */
    readonly title: string | undefined,
    /** Whether a thin line is around each photo. */
    readonly framed = false,
  ) {}

  /** The grid as HTML, photos inside. */
  get html(): string {
    const { columns, thumbSize, title } = this;
    const heading = title ? `<div style="font-weight:600;margin:4px 0 8px">${escapeHtml(title)}</div>` : '';
    return (
      `<div>${heading}<div style="display:grid;grid-template-columns:repeat(${columns},minmax(0,${thumbSize}px));gap:10px;align-items:end">` +
      `${this.cells.map((cell) => cellHtml(cell, thumbSize, this.framed)).join('')}</div>${this.#none}</div>`
    );
  }

  /** An empty place alone looks as if something had failed. */
  get #none(): string {
    return this.cells.length === 0 ? '<div style="opacity:0.75">There are none.</div>' : '';
  }

  async [jupyterDisplay](): Promise<MimeBundle> {
    const composed = await composedGrid(this).catch(() => undefined);
    return {
      'text/html': this.html,
      // Code hosting pages strip photos inside HTML, and untrusted notebooks show no HTML at all.
      ...(composed ? { 'image/jpeg': composed.toString('base64') } : {}),
      'text/plain': this.toString(),
    };
  }

  toString(): string {
    const heading = this.title ?? `[${this.cells.length} ${this.cells.length === 1 ? 'photo' : 'photos'}]`;
    if (this.title && this.cells.length === 0) return `${heading}\n  there are none`;
    return [heading, ...this.cells.map((cell) => `  ${cell.title.replaceAll('\n', ' | ')}`)].join('\n');
  }
}

/**
 * A grid of thumbnails of photos, as fastai's `show_batch` and `plot_top_losses`.
 * @example
 * ```ts
 * import { imageGrid } from 'tsvision';
 * await imageGrid(['photos/black/00000001.jpg', 'photos/teddys/00000001.jpg'], { titles: ['black', 'teddy'] });
 * ```
 */
export async function imageGrid(
  photos: readonly Photo[],
  options: ImageGridOptions = {},
): Promise<ImageGrid> {
  const { titles, titleColors, title, signal } = options;
  const columns = options.columns ?? Math.max(1, Math.min(6, Math.ceil(Math.sqrt(photos.length))));
  const thumbSize = thumbSizeIn(options, columns) ?? options.thumbSize ?? 160;
  const shrunk = await shrinking(photos, options, thumbSize);
  const cells = await aFewAtATime(photos, signal, async (photo, i) => ({
    title: titles?.[i] ?? (typeof photo === 'string' ? basename(photo) : ''),
    color: titleColors?.[i],
    thumbnail: await shrunk(photo).catch(() => undefined),
  }));
  return new ImageGrid(cells, columns, thumbSize, title, options.framed);
}

/** How photos become small: each for itself, or all at the scale of the largest. */
async function shrinking(
  photos: readonly Photo[],
  { sameScale, signal }: ImageGridOptions,
  size: number,
): Promise<(photo: Photo) => Promise<Thumbnail>> {
  if (!(sameScale ?? photos.every(isPixels))) return (photo) => thumbnail(photo, size);
  const sides = await aFewAtATime(photos, signal, (photo) => longerSide(photo).catch(() => 0));
  const largest = Math.max(1, ...sides);
  // Unasked, only what differs needs a common measure.
  if (sameScale === undefined && sides.every((side) => side === largest))
    return (photo) => thumbnail(photo, size);
  return (photo) => scaledThumbnail(photo, size / largest);
}

/** Sharp decodes on its own threads, and a thousand open files at once are too many. */
async function aFewAtATime<T>(
  photos: readonly Photo[],
  signal: AbortSignal | undefined,
  work: (photo: Photo, place: number) => Promise<T>,
): Promise<T[]> {
  const done: T[] = [];
  for (let start = 0; start < photos.length; start += 8) {
    signal?.throwIfAborted();
    done.push(
      ...(await Promise.all(photos.slice(start, start + 8).map((photo, i) => work(photo, start + i)))),
    );
  }
  return done;
}

/** Side of a photo where the columns share the width that is asked for; one smaller than an icon shows nothing. */
export function thumbSizeIn(size: FigureSize, columns: number): number | undefined {
  const pixels = pixelsOf(size);
  return pixels && Math.max(32, Math.round(pixels.width / columns));
}

function cellHtml({ title, color, thumbnail: thumb }: GridCell, size: number, framed: boolean): string {
  const caption = title
    ? `<figcaption style="font-size:12px;line-height:1.3;text-align:center;overflow-wrap:anywhere;margin-bottom:3px${color ? `;color:${escapeHtml(color)};font-weight:600` : ''}">${escapeHtml(title).replaceAll('\n', '<br>')}</figcaption>`
    : '';
  const alt = escapeHtml(title.replaceAll('\n', ', ') || 'photo');
  const picture = thumb
    ? `<img alt="${alt}" width="${thumb.width}" height="${thumb.height}" style="max-width:100%;height:auto;display:block;margin:0 auto${framed ? `;box-shadow:0 0 0 1px ${frameColour}` : ''}" src="data:image/jpeg;base64,${thumb.jpeg.toString('base64')}">`
    : `<div style="height:${Math.round(size / 2)}px;display:grid;place-items:center;border:1px dashed #888;font-size:12px">cannot be decoded</div>`;
  return `<figure style="margin:0">${caption}${picture}</figure>`;
}
