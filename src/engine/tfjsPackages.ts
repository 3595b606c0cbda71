// The packages that TensorFlow.js's names come from, as one. In the build, a file of the same names stands in its place
// that requires them (scripts/tfjsPackages.mjs): of a CommonJS package that an ES module imports, Node first reads the
// whole text for its kind and its names, which takes longer than running it.
export * from '@tensorflow/tfjs-backend-cpu';
export * from '@tensorflow/tfjs-converter';
export * from '@tensorflow/tfjs-core';
export * as data from '@tensorflow/tfjs-data';
export * from '@tensorflow/tfjs-layers';
