/**
 * Every error class, to catch by name: `error instanceof errors.DiskFullError`. Importing it starts no engine.
 * @module
 */

export * from './clean/errors.js';
export * from './cli/errors.js';
export * from './core/errors.js';
export * from './data/errors.js';
export * from './engine/errors.js';
export * from './interpret/errors.js';
export * from './kernel/errors.js';
export * from './photo/errors.js';
export * from './plot/errors.js';
export * from './serve/errors.js';
export * from './train/errors.js';
export * from './vision/errors.js';
export * from './widgets/errors.js';
