// What lessons and demonstrations need and production does not: drawn photos, where real ones are, a site to load from.

export type { SampleOptions, SampleSet } from './drawSet.js';
export { type LessonDataOptions, lessonData } from './findLessonData.js';
export { LessonData, type LessonSource } from './lessonData.js';
export { type LessonDigits, type LessonDigitsOptions, lessonDigits } from './lessonDigits.js';
export type { LessonName } from './lessonSets.js';
export type { PhotoSplit } from './photoFolder.js';
export type { PlantedProblem, ProblemKind } from './plantProblems.js';
export { samples } from './samples.js';
export { type PhotoSite, type ServePhotosOptions, servePhotos } from './servePhotos.js';
