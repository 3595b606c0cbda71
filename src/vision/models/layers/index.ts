export { BatchNorm, type BatchNormConfig } from './batchNorm.js';
export { Conv2d, type Conv2dConfig } from './conv2d.js';
export { DepthwiseConv2d, type DepthwiseConv2dConfig } from './depthwiseConv2d.js';
export { MaxPool2d, type MaxPool2dConfig } from './maxPool2d.js';
export { Relu6 } from './relu6.js';
export { SeededDropout, type SeededDropoutConfig } from './seededDropout.js';
export { outputSize, padSpatially, planPadding, type SpatialPads } from './spatialPadding.js';
export { isTraining, TorchLayer, type TorchLayout, type TorchWeight } from './torchLayer.js';
