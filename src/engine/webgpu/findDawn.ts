import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { EngineSetupError } from '../errors.js';
import type { DawnPackage } from './dawnTypes.js';

/** The npm package that brings WebGPU (Dawn, Chromium's) to Node, in the release that this engine was tried with. */
export const dawnRelease = 'webgpu@0.6.2';

/** `webgpu` as it is installed. */
export interface InstalledDawn {
  readonly folder: string;
  readonly version: string;
}

/**
 * Looks for the package beside tsvision, in the project that the process runs in, and where `NODE_PATH` says.
 *
 * @throws EngineSetupError When it is not there: it takes 100 MB, so that tsvision does not bring it.
 */
export function findDawn(): InstalledDawn {
  const places = [import.meta.url, join(process.cwd(), 'package.json')];
  for (const place of places) {
    const require = createRequire(place);
    try {
      const file = require.resolve('webgpu/package.json');
      return { folder: dirname(file), version: (require(file) as { version: string }).version };
    } catch {
      // Then at the next place.
    }
  }
  throw new EngineSetupError(
    'package',
    `the npm package webgpu is neither beside tsvision nor in the project at ${process.cwd()}`,
    `Run \`npm install ${dawnRelease}\` (100 MB) in the folder of your project.`,
  );
}

/** @throws EngineSetupError When it does not load. */
export async function loadDawn({ folder, version }: InstalledDawn): Promise<DawnPackage> {
  try {
    return (await import(pathToFileURL(join(folder, 'index.js')).href)) as DawnPackage;
  } catch (error) {
    throw new EngineSetupError(
      'package',
      `webgpu ${version} in ${folder} does not load: ${(error as Error).message.split('\n')[0]}`,
      `It comes for Linux, macOS and Windows on x86-64 and ARM64. \`npm install ${dawnRelease}\` is what was tried.`,
    );
  }
}
