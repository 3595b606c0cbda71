import { createRequire } from 'node:module';

/** For whose sake this is done, as it was then. */
export const writtenFor = { package: '@tensorflow/tfjs-node-gpu', version: '4.22.0' } as const;

/** tfjs-node calls three functions of `node:util` that Node deprecated in 22 and removed in 23. */
export function restoreNodeUtil(): void {
  const util = createRequire(import.meta.url)('node:util') as Record<string, unknown>;
  util.isNullOrUndefined = (value: unknown) => value === null || value === undefined;
  util.isArray = Array.isArray;
}
