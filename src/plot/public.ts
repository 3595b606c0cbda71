/**
 * Charts, grids of photos and tables: `plots.linePlot(losses)`.
 * @module
 */

export { type AnimationFrame, type AnimationOptions, animation } from './charts/animation.js';
export { type BarPlotOptions, barPlot } from './charts/barPlot.js';
export { type HeatmapOptions, heatmap } from './charts/heatmap.js';
export type { HistogramValues } from './charts/histogram.js';
export { type HistogramOptions, histogram } from './charts/histogram.js';
export { type ImagePlotOptions, imagePlot } from './charts/imagePlot.js';
export { linePlot, scatterPlot } from './charts/linePlot.js';
export type { AxisType, PlotOptions } from './charts/plotOptions.js';
export type { Numbers, Series, SeriesInput, TensorLike } from './charts/series.js';
export { smoothCurve } from './charts/series.js';
export { Figure } from './figure.js';
export type { FigureSpec, PlotFrame, PlotLayout, Trace } from './figureSpec.js';
export type { GridCell } from './gallery/composedGrid.js';
export { HtmlTable, type HtmlTableOptions, htmlTable, type TableCell } from './gallery/htmlTable.js';
export { ImageGrid, type ImageGridOptions, imageGrid } from './gallery/imageGrid.js';
export type { Photo, Pixels } from './gallery/photo.js';
export { type Thumbnail, thumbnail } from './gallery/thumbnail.js';
