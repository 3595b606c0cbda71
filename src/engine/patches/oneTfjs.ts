import Module, { createRequire } from 'node:module';
import * as tf from '../tf.js';

/** What this was written for. */
export const writtenFor = { package: '@tensorflow/tfjs-node-gpu', version: '4.22.0' } as const;

/**
 * Gives tfjs-node our namespace where it asks for the package `@tensorflow/tfjs`, which comes with it: that would
 * load the WebGL backend, and register every gradient once more.
 *
 * @param require that of tfjs-node
 * @throws Error when tfjs-node has a tfjs-core of its own: its kernels would be registered with that
 */
export function shareTfjs(require: NodeJS.Require): void {
  const core = '@tensorflow/tfjs-core';
  if (require.resolve(core) !== createRequire(import.meta.url).resolve(core))
    throw new Error(`it uses another copy of ${core} than tsvision does`);
  const file = require.resolve('@tensorflow/tfjs');
  const shared = new Module(file);
  shared.exports = tf;
  shared.loaded = true;
  require.cache[file] ??= shared;
}
