import { Figure } from '../figure.js';
import { type Photo, photoImage } from '../photo.js';
import { layoutOf, type PlotOptions } from './plotOptions.js';

/** Options of {@link imagePlot}. */
export interface ImagePlotOptions extends PlotOptions {
  /** Draws the axes, in pixels. @default false */
  readonly showAxes?: boolean;
  /** A heat map laid over the image (Grad-CAM): rows of numbers over its whole area. */
  readonly overlay?: readonly ArrayLike<number>[];
  /** Of the overlay. @default 0.5 */
  readonly overlayOpacity?: number;
}

const longestSide = 1024;

/**
 * Shows one photo in a figure that can be zoomed, with a heat map over it if there is one.
 * @example
 * ```ts
 * import { imagePlot } from 'tsvision';
 * await imagePlot('photos/black/00000001.jpg');
 * ```
 */
export async function imagePlot(photo: Photo, options: ImagePlotOptions = {}): Promise<Figure> {
  const { showAxes = false, overlay, overlayOpacity = 0.5 } = options;
  const { data, info } = await (await photoImage(photo))
    .resize(longestSide, longestSide, { fit: 'inside', withoutEnlargement: true })
    .jpeg({ quality: 88 })
    .toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  const layout = layoutOf({ width: 480, height: Math.round((480 * height) / width) + 40, ...options });
  const hidden = { visible: showAxes, showgrid: false, zeroline: false };
  return new Figure({
    data: [overlay ? overlayTrace(overlay, overlayOpacity, width, height) : cornersTrace(width, height)],
    layout: {
      ...layout,
      margin: { l: showAxes ? 40 : 10, r: 10, t: options.title ? 44 : 10, b: showAxes ? 40 : 10 },
      images: [
        {
          source: `data:image/jpeg;base64,${data.toString('base64')}`,
          xref: 'x',
          yref: 'y',
          x: 0,
          y: 0,
          sizex: width,
          sizey: height,
          sizing: 'stretch',
          layer: 'below',
        },
      ],
      xaxis: { ...(layout.xaxis as object), range: [0, width], constrain: 'domain', ...hidden },
      yaxis: {
        ...(layout.yaxis as object),
        range: [height, 0],
        scaleanchor: 'x',
        constrain: 'domain',
        ...hidden,
      },
    },
  });
}

/** Plotly draws no axes without a trace. */
function cornersTrace(width: number, height: number): Record<string, unknown> {
  return {
    type: 'scatter',
    mode: 'markers',
    x: [0, width],
    y: [0, height],
    marker: { opacity: 0 },
    hoverinfo: 'skip',
  };
}

function overlayTrace(
  z: readonly ArrayLike<number>[],
  opacity: number,
  width: number,
  height: number,
): Record<string, unknown> {
  const rows = z.length;
  const columns = z[0]?.length ?? 1;
  return {
    type: 'heatmap',
    z: z.map((row) => Array.from(row)),
    x0: width / columns / 2,
    dx: width / columns,
    y0: height / rows / 2,
    dy: height / rows,
    zsmooth: 'best',
    colorscale: 'Jet',
    opacity,
    showscale: false,
    hoverinfo: 'skip',
  };
}
