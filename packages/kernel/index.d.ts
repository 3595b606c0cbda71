export * from './dist/notebook/public.js';
export * as widgets from './dist/widgets/index.js';
