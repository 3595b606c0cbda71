export type { Classification } from './answers/schemas.js';
export { createApp } from './app.js';
export type { Classifier, PixelBatch } from './classifier.js';
export * from './errors.js';
export { loadClassifier } from './exportedClassifier.js';
export { restrictDecoders } from './intake/restrictDecoders.js';
export { type RunningService, type Servable, serve } from './serve.js';
export type { ServeOptions } from './serveOptions.js';
export { allocatorSettings, tameAllocator } from './tameAllocator.js';
