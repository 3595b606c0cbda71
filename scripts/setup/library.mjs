import { hashOf, run, step } from './step.mjs';

/** Says of a build that it is this code's, below the build itself. */
export const libraryStamp = 'dist/stamp';

/** What the build depends on. */
export const libraryKey = () => hashOf('src', 'tsconfig.json', 'package-lock.json');

/** Builds `dist`, unless it is of this code; a build that goes on from the last one takes seconds. */
export const buildLibrary = () =>
  step('build', {
    stamp: libraryStamp,
    key: libraryKey(),
    work: () => run(process.execPath, ['scripts/build.mjs']),
  });
