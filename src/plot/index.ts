export { FigureRenderError } from './errors.js';
export { pixelsOf } from './figureSize.js';
export { thumbSizeIn } from './imageGrid.js';
export * from './public.js';
