export type { SampleOptions, SampleSet } from './drawSet.js';
export type { PlantedProblem, ProblemKind } from './plantProblems.js';
export { samples } from './samples.js';
