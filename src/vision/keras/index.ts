export { type ClassMode, toCategorical } from './classMode.js';
export { arrayToImg, imgToArray, loadImg } from './imageArrays.js';
export { type FlowFromDirectoryOptions, ImageDataGenerator } from './imageDataGenerator.js';
export type { FlowOptions, ImageDataGeneratorOptions } from './imageDataGeneratorOptions.js';
export { ImageGenerator, type KerasBatch } from './imageGenerator.js';
