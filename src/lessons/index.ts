// What lessons and demonstrations need and production does not: drawn photos, where real ones are, a site to load from.

export type { SampleOptions, SampleSet } from './drawSet.js';
export { LessonData, type LessonName, lessonData } from './lessonData.js';
export { type LessonDigits, lessonDigits } from './lessonDigits.js';
export type { PlantedProblem, ProblemKind } from './plantProblems.js';
export { samples } from './samples.js';
export { type PhotoSite, type ServePhotosOptions, servePhotos } from './servePhotos.js';
