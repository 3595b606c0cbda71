import * as core from '@tensorflow/tfjs-core';
import type { FoldedOperations } from '../../vision/compile/runFolded.js';

/** The operations that models need, by name: what else TensorFlow.js has stays out of a bundled page. */
export const operations: FoldedOperations = {
  tidy: core.tidy,
  keep: core.keep,
  dispose: core.dispose,
  tensor: core.tensor,
  tensor1d: core.tensor1d,
  fused: core.fused,
  matMul: core.matMul,
  maxPool: core.maxPool,
  add: core.add,
  mul: core.mul,
  concat: core.concat,
  mean: core.mean,
  max: core.max,
  reshape: core.reshape,
  pad: core.pad,
  transpose: core.transpose,
  relu: core.relu,
  relu6: core.relu6,
  sigmoid: core.sigmoid,
  softmax: core.softmax,
};
