export { FigureRenderError } from './errors.js';
export * from './public.js';
