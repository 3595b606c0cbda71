/**
 * Data augmentation: each a `Transform`, or a list of them. `transforms.flipLr()`.
 * @module
 */

export { cutout } from './cutout.js';
export {
  centerCrop,
  dihedral,
  flipLr,
  randCrop,
  randShift,
  randZoom,
  rotate,
  symmetricWarp,
} from './geometry.js';
export { brightness, contrast, randLighting } from './lighting.js';
export type { Matrix3 } from './matrix3.js';
export type {
  CutoutHole,
  DrawnTransform,
  KerasGeometry,
  Transform,
  TransformPair,
} from './transform.js';
export {
  type GetTransformsOptions,
  getTransforms,
  type ModelTransforms,
  type TfmsFromModelOptions,
  tfmsFromModel,
  transformsBasic,
  transformsSideOn,
  transformsTopDown,
} from './transformSets.js';
