import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildLibrary } from '../scripts/setup/library.mjs';
import { cacheFolder } from '../src/core/index.js';

/** What `tsvision setup` leaves besides the engine. */
const weights = join('weights', 'tf_efficientnet_lite0.safetensors');

/**
 * A cache folder as a machine has it after the set-up, which takes minutes: no test passes because an earlier run left
 * something else, and none changes what the user keeps.
 * @returns its path, and what removes it
 */
export function emptyCache(): { folder: string; remove: () => void } {
  const engine = cacheFolder('engine');
  mkdirSync(engine, { recursive: true });
  const folder = mkdtempSync(join(tmpdir(), 'tsvision-cache-'));
  symlinkSync(engine, join(folder, 'engine'), 'junction');
  mkdirSync(join(folder, 'weights'));
  if (existsSync(cacheFolder(weights))) symlinkSync(cacheFolder(weights), join(folder, weights));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/**
 * Vitest's global set-up: every test of a run finds {@link emptyCache}, and workers, which run from `dist`, are built of
 * the code that is tested: `npm test` has built it, whoever runs vitest alone may have edited since.
 */
export async function setup(): Promise<() => void> {
  if (process.env.TSVISION_TEST_BUILT !== '1') await buildLibrary();
  const { folder, remove } = emptyCache();
  process.env.TSVISION_CACHE = folder;
  return remove;
}
