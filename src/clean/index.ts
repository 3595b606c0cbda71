export * from './errors.js';
export * from './public.js';
