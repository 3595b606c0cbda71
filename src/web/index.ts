/**
 * Models in web pages: what `learn.export({ format: 'web' })` wrote is loaded and asked. Runs in browsers.
 * @module
 */

export type * from './contract.js';
export * from './errors.js';
export { loadClassifier } from './loadClassifier.js';
