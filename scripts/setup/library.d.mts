/** Says of a build that it is this code's, below the build itself. */
export const libraryStamp: string;
/** What the build depends on. */
export function libraryKey(): string;
/** Builds `dist`, unless it is of this code. */
export function buildLibrary(): Promise<boolean>;
