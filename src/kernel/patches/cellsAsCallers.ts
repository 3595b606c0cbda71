import Module, { syncBuiltinESMExports } from 'node:module';
import { resolve } from 'node:path';

/** The releases of Node whose `createRequire` this was written for. */
export const writtenFor = { package: 'node', majors: [20, 22, 24] } as const;

const cellName = /^cell-\d+\.ts$/;

/**
 * Lets packages load what their caller names, as pino does its transports: they ask the stack for the caller's file,
 * which is `cell-3.ts` for a cell. It counts as a file in the notebook's folder.
 */
export function letCellsRequire(): void {
  const { createRequire } = Module;
  Module.createRequire = (from) =>
    createRequire(typeof from === 'string' && cellName.test(from) ? resolve(from) : from);
  syncBuiltinESMExports();
}
