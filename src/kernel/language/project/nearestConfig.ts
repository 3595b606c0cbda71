import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type ReadConfig, readConfig, withoutConfig } from './readConfig.js';

/** What was found above a notebook. */
export interface NearestConfig extends ReadConfig {
  /** Whether the files that it was read from, and those that would come before them, are still as they were. */
  isCurrent(): boolean;
}

/** Reads the nearest `tsconfig.json`, from a folder upwards, with all that it extends. */
export function nearestConfig(folder: string): NearestConfig {
  const candidates = configNames(folder);
  const found = candidates.findIndex((name) => statSync(name, { throwIfNoEntry: false })?.isFile());
  const file = candidates[found];
  const read = file === undefined ? withoutConfig : readConfig(file, folder);
  const nearer = file === undefined ? candidates : candidates.slice(0, found);
  return { ...read, isCurrent: unchanged([...nearer, ...read.files]) };
}

function configNames(folder: string): string[] {
  const above = dirname(folder);
  return [join(folder, 'tsconfig.json'), ...(above === folder ? [] : configNames(above))];
}

function unchanged(files: readonly string[]): () => boolean {
  const stamps = files.map(changedAt);
  return () => files.every((file, index) => changedAt(file) === stamps[index]);
}

function changedAt(file: string): number | undefined {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs;
}
