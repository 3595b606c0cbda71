// Gradients, and ops as methods of tensors. tfjs-core has them as modules that Node does not load; the build makes one
// file of them (scripts/build.mjs). They enter themselves into tfjs-core's registries, which are global: that comes first.
import './tfjsPackages.js';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { packageRoot } from '../core/index.js';

createRequire(import.meta.url)(join(packageRoot(), 'dist/engine/tfjsParts.cjs'));
