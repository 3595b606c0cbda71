// What the package @tensorflow/tfjs is made of, without that package: its bundles and the backend of browsers are
// 170 MB of 290. The names are the same, but for those of the WebGL backend; `test/engine/tf.test.ts` compares them.
import { data, version_converter, version_core, version_cpu, version_layers } from './tfjsPackages.js';
import './tfjsParts.js';

// Types alone: the ops as methods of tensors.
export type {} from '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops.js';
export * from './tfjsPackages.js';

/** Versions of the packages that this namespace is made of. */
export const version = {
  'tfjs-core': version_core,
  'tfjs-backend-cpu': version_cpu,
  'tfjs-data': data.version_data,
  'tfjs-layers': version_layers,
  'tfjs-converter': version_converter,
  tfjs: version_core,
};
