export { checkOutput, mergeParts, missingShards } from './mergeParts.js';
export { type PredictionRun, planRun } from './predictionRun.js';
export { predictShard } from './predictShard.js';
export { parseShard, type Shard } from './shard.js';
