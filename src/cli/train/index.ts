export { readTrainConfig } from './readTrainConfig.js';
export { type SubmitOptions, submitJob } from './submitJob.js';
export type { TrainConfig } from './trainConfig.js';
export { trainFromConfig } from './trainFromConfig.js';
