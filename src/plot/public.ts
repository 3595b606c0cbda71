/**
 * Charts, grids of photos and tables: `plots.linePlot(losses)`.
 * @module
 */

// Tables are shown with figures, and lie where every layer can show one.
export { HtmlTable, type HtmlTableOptions, htmlTable, type TableCell } from '../notebook/index.js';
export { type AnimationFrame, type AnimationOptions, animation } from './charts/animation.js';
export type { AxisType } from './charts/axes.js';
export { type BarPlotOptions, barPlot } from './charts/barPlot.js';
export { type HeatmapOptions, heatmap } from './charts/heatmap.js';
export type { HistogramValues } from './charts/histogram.js';
export { type HistogramOptions, histogram } from './charts/histogram.js';
export { type ImagePlotOptions, imagePlot } from './charts/imagePlot.js';
export { linePlot, scatterPlot } from './charts/linePlot.js';
export type { PlotOptions } from './charts/plotOptions.js';
export type { Numbers, Series, SeriesInput, TensorLike } from './charts/series.js';
export { smoothCurve } from './charts/series.js';
export type { GridCell } from './composedGrid.js';
export { Figure } from './figure.js';
export type { FigureSize } from './figureSize.js';
export type { FigureSpec, PlotFrame, PlotLayout, Trace } from './figureSpec.js';
export { ImageGrid, type ImageGridOptions, imageGrid } from './imageGrid.js';
export type { Photo, Pixels } from './photo.js';
export { type Thumbnail, thumbnail } from './photo.js';
