export type { BatchGenerator, KerasTrainingBatch } from './batchGenerator.js';
export { evaluateGenerator, type GeneratorStepsOptions } from './evaluateGenerator.js';
export { type FitGeneratorOptions, fitGenerator } from './fitGenerator.js';
export { type FitTensorsOptions, fitTensors } from './fitTensors.js';
export { KerasHistory, type KerasHistoryPlotOptions } from './kerasHistory.js';
export { type Fold, kFold } from './kFold.js';
export { predictGenerator } from './predictGenerator.js';
